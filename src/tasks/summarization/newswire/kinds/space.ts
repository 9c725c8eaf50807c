import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { count } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { countries, towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

const missions = [
  "Pathmaker",
  "Wanderer",
  "Seeker",
  "Morning Star",
  "Skylark",
  "Albatross",
  "Kingfisher",
  "Torchbearer",
  "Sparrow",
  "Messenger",
  "Night Owl",
  "Swallow",
  "Voyage",
  "Stargazer",
];
const targets = [
  "the Moon",
  "Mars",
  "Venus",
  "an asteroid",
  "a comet",
  "a moon of Jupiter",
  "a moon of Saturn",
  "Mercury",
];
const aims = [
  "look for water ice",
  "collect dust",
  "map the surface",
  "listen for quakes",
  "measure the magnetic field",
  "test a new engine",
  "take the first photographs of the far side",
  "drill for old rocks",
  "study thin clouds",
];
const failures = [
  "an antenna failed to open",
  "a valve stuck",
  "a software error drained its battery",
  "its main engine fired too late",
  "it lost contact with the ground",
];

const successDetail = template(
  "[its task is|there it will try] to {aim}[, the agency said|, for {years} months at least|]",
);
const failureDetail = template(
  "[the reason, engineers said, was that|according to a first report,] {trouble}[ |, not for the first time]",
);
const successEnding = template("{mission}, {a craft} of {agency}, reached {target} after {journey} to {aim}");
const failureEnding = template(
  "{mission}, {a craft} of {agency}, missed {target} after {journey} because {trouble}",
);

const arrives = {
  did: template("reached"),
  said: template("[arrived at|entered orbit around|reached]"),
  link: template("after"),
};
const misses = { did: template("missed"), said: template("[flew past|missed]"), link: template("after") };

export const space = defineKind({
  name: "space",
  facts(draw) {
    const [director, scientist, engineer] = people(draw, 3);
    const [town, otherTown] = towns(draw, 2);
    const [country, otherCountry] = countries(draw, 2);
    const [day, otherDay] = weekdays(draw, 2);
    const [mission, otherMission] = draw.several(missions, 2);
    const [target, otherTarget] = draw.several(targets, 2);
    const [aim, otherAim] = draw.several(aims, 2);
    const hasFailed = draw.chance(0.35);
    const outcome = hasFailed ? misses : arrives;
    return {
      agency: draw.pick([`the space agency of ${country}`, `${country}'s space agency`]),
      mission: `${mission} ${draw.between(1, 9)}`,
      otherMission: `${otherMission} ${draw.between(1, 9)}`,
      craft: draw.pick(["probe", "lander", "spacecraft", "orbiter"]),
      target: target!,
      otherTarget: otherTarget!,
      aim: aim!,
      otherAim: otherAim!,
      reachedFreely: outcome.said,
      mood: hasFailed ? template("[a bitter|a sad|a difficult]") : template("[a great|a happy|a fine]"),
      noise: hasFailed ? template("a long sigh") : template("applause"),
      trouble: hasFailed ? draw.pick(failures) : "",
      detail: hasFailed ? failureDetail : successDetail,
      ending: hasFailed ? failureEnding : successEnding,
      director: director!,
      directorRole: draw.pick(["the mission's director", "the flight director", "who leads the mission"]),
      scientist: scientist!,
      scientistRole: draw.pick(["a planetary scientist", "who designed the camera", "who studies old rocks"]),
      engineer: engineer!,
      engineerRole: draw.pick([
        "an engineer",
        "the youngest engineer on the team",
        "who wrote the landing software",
      ]),
      otherCountry: otherCountry!,
      town: town!,
      otherTown: otherTown!,
      journey: `${count(draw.between(21, 890))} days`,
      otherJourney: `${count(draw.between(21, 890))} days`,
      cost: `$${draw.between(60, 980)} million`,
      otherCost: `$${draw.between(60, 980)} million`,
      minutes: count(draw.between(5, 50)),
      weight: `${draw.between(18, 96) * 10} kg`,
      years: count(draw.between(3, 16)),
      day: day!,
      otherDay: otherDay!,
    };
  },
  sentences: {
    scene: [
      "for {minutes} minutes on {day}, [nobody|no one] in the control room in {town} [spoke|moved]; then there was {noise}",
      "[somebody|one of the engineers] had brought [peanuts|a lucky scarf] to the control room in {town}, as [always|at every launch]",
      "[a small crowd|hundreds of children] [watched|had gathered] [in front of|before] a screen in the main square of {town} on {day}",
      "it has been {mood} [week|day] for {agency}",
      "{engineer} had not slept for {years} nights",
    ],
    arrival: [
      "the {craft}, {mission}, {reachedFreely} {target} on {day}",
      "on {day}, {mission} {reachedFreely} {target}, [scientists|officials] said",
      "{mission}, {a craft} [of {weight}|the size of a small car], {reachedFreely} {target}",
    ],
    journey: [
      "the journey [took|had taken] {journey}, [not the {otherJourney} that were planned|against {otherJourney} for {otherMission}]",
      "it had been [under way|travelling] for {journey} since [the launch|it left the ground] in {otherTown}",
      "[launched|sent off] from {otherTown}, it [flew|travelled] for {journey}",
    ],
    agency: [
      "{agency} had [paid|spent] {cost} [on|for] the mission, [and {otherCost} on the one before|half of it on the engine]",
      "[the owner of the {craft} is|behind the mission is] {agency}, which [built it in {years} years|has {years} partners in it]",
      "{agency} [confirmed|announced] the news [in a short statement|late in the evening]",
    ],
    detail: ["{detail}"],
    director: quoted("director", "directorRole", [
      "[Space|It] is hard, and [today|this week] [showed it|we felt that] [again|]",
      "We have [worked|lived] for this [day|hour] for {years} years",
      "We will [look at|go through] the data [line by line|for weeks]",
    ]),
    scientist: quoted("scientist", "scientistRole", [
      "We know [less|far less] about {target} than about the bottom of the sea",
      "I have [waited|hoped] for {years} years, I can wait [another|one more] [week|month]",
      "[People|Taxpayers] ask what it is good for, and [the answer|my answer] is curiosity",
    ]),
    engineer: quoted("engineer", "engineerRole", [
      "I [cried|laughed] [a little|], [then|and then] I [called|rang] my mother",
      "It takes {minutes} minutes before a signal reaches us, and that is [long|an age]",
    ]),
    other: [
      "{otherMission}, which [belongs to|was built by] {otherCountry}, [reached|left for] {otherTarget} [in the spring|last year] to {otherAim}",
      "[a rival|another] mission, {otherMission} of {otherCountry}, [cost|had cost] {otherCost} and [took|needed] {otherJourney}",
    ],
    next: [
      "[a second|the next] mission, to {otherTarget}, is [planned|due] in {years} years and will cost {otherCost}",
      "on {otherDay}, [a rocket|a satellite] from {otherCountry} [was moved|will be moved] to its [pad|launch site]",
    ],
  },
  plans: [
    [
      "scene",
      "arrival",
      "journey",
      "detail",
      "agency",
      "director?",
      "scientist?",
      "other?",
      "next?",
      "aside?",
    ],
    ["director", "arrival", "agency", "detail", "scene?", "journey", "engineer?", "other?", "aside?"],
    ["agency", "scene?", "journey", "arrival", "scientist?", "detail", "other?", "next?", "aside?"],
    ["other", "scene", "arrival", "detail", "journey", "agency", "director?", "next?"],
    ["engineer", "arrival", "journey", "agency", "detail", "scientist?", "next?", "other?", "aside?"],
    ["arrival", "scene", "agency", "journey", "director?", "detail", "other?", "aside?"],
  ],
  summaries: ["{ending}"],
  briefs: [
    "{otherMission}, {a craft} of {otherCountry}, [was launched|lifted off] towards {otherTarget}",
    "{agency} [will spend|asked for] {otherCost} for a mission to {otherTarget}",
    "{mission} {reachedFreely} {target} after {journey}",
  ],
});
