import { defineKind, quoted } from "../kind.ts";
import { count, grouped } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { regions, towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

const stormNames = [
  "Agatha",
  "Bruno",
  "Cosmo",
  "Delia",
  "Edgar",
  "Flora",
  "Gustav",
  "Hilda",
  "Igor",
  "Juno",
  "Lorenzo",
  "Magda",
  "Nestor",
  "Odette",
  "Piers",
  "Rufus",
  "Sybil",
  "Tilda",
  "Ursula",
  "Wilma",
];

interface Danger {
  readonly what: readonly string[];
  readonly harm: string;
  readonly measure: (value: number) => string;
  readonly range: readonly [number, number];
  readonly causes: readonly string[];
}

/** What the sky does, what that does to people, how it is measured, and what meteorologists say of it. */
const dangers: readonly Danger[] = [
  {
    what: stormNames.map((name) => `Storm ${name}`),
    harm: "cut power to {homes} homes",
    measure: (mph) => `winds of ${mph} mph`,
    range: [61, 118],
    causes: ["a deep low over the sea", "unusually warm water off the coast", "a strong jet stream"],
  },
  {
    what: ["floods", "flash floods", "heavy rain"],
    harm: "forced {homes} people from their homes",
    measure: (mm) => `${mm} mm of rain`,
    range: [48, 260],
    causes: [
      "a storm that stood still for hours",
      "warm, wet air from the sea",
      "three days of thunderstorms",
      "a slow front from the west",
    ],
  },
  {
    what: ["heavy snow", "a snowstorm", "a blizzard"],
    harm: "trapped {homes} drivers on the roads",
    measure: (cm) => `${cm} cm of snow`,
    range: [14, 95],
    causes: ["cold air from the north", "a sudden change of wind", "moist air over the mountains"],
  },
  {
    what: ["a heatwave", "extreme heat"],
    harm: "closed {homes} schools and offices",
    measure: (degrees) => `temperatures of ${degrees} degrees`,
    range: [36, 47],
    causes: ["hot air from the south", "a dry spring", "weeks without a cloud"],
  },
];

export const weather = defineKind({
  name: "weather",
  facts(draw) {
    const danger = draw.pick(dangers);
    const [resident, expert, official] = people(draw, 3);
    const [town, otherTown, thirdTown] = towns(draw, 3);
    const [region, otherRegion] = regions(draw, 2);
    const [day, otherDay] = weekdays(draw, 2);
    const what = draw.pick(danger.what);
    const [low, high] = danger.range;
    const homes = grouped(draw.between(11, 480) * 100);
    return {
      what,
      harm: danger.harm.replace("{homes}", homes),
      measure: danger.measure(draw.between(low, high)),
      oldMeasure: danger.measure(draw.between(low, high)),
      cause: draw.pick(danger.causes),
      resident: resident!,
      residentRole: draw.pick([
        "a baker",
        "a farmer",
        "who runs a small shop",
        "a retired nurse",
        "a student",
        "a parent of three",
        "who drives a taxi",
      ]),
      expert: expert!,
      expertRole: draw.pick([
        "a forecaster at the weather service",
        "who studies the climate",
        "a meteorologist",
      ]),
      official: official!,
      officialRole: draw.pick(["the fire chief", "the mayor", "who leads the emergency services"]),
      town: town!,
      otherTown: otherTown!,
      thirdTown: thirdTown!,
      region: region!,
      otherRegion: otherRegion!,
      day: day!,
      otherDay: otherDay!,
      roads: count(draw.between(4, 60)),
      trains: count(draw.between(13, 90)),
      shelter: grouped(draw.between(14, 290) * 10),
      year: String(draw.between(1986, 2019)),
      otherHomes: grouped(draw.between(11, 480) * 100),
      damage: `$${draw.between(2, 88)} million`,
      hours: count(draw.between(3, 48)),
    };
  },
  sentences: {
    scene: [
      "{resident} was woken [early on {day}|before dawn on {day}] [by the sound of sirens|by shouts in the street] in {town}",
      "the [market|station|library] in {town} was [empty|closed] on {day}, and [so were|so were most of] the streets [around it|]",
      "[at least|some] {shelter} people spent the night in [a school|a sports hall] in {town}",
      "people in {town} [lined up|queued] for [bottled water|candles and bread] on {day}",
      "in {otherRegion} they had been [lucky|spared]; [the people of {town}|others] were not",
    ],
    harm: [
      "{what} {harm} [on {day}|overnight|within hours]",
      "according to the authorities, {what} {harm} [in a single night|by {day} evening]",
      "officials [said|confirmed] that {what} {harm}",
    ],
    place: [
      "[the worst of it was in|worst hit was] {region}, where {measure} [were recorded|were measured]",
      "[stations|instruments] in {region} [recorded|measured] {measure}",
      "{region} had {measure}, [more than any other region|the most in the country]",
    ],
    cause: [
      "[forecasters|meteorologists] [blamed|pointed to] {cause}",
      "the [cause|reason], [forecasters|experts] said, was {cause}",
      "{cause} [brought it on|lay behind it], the weather service said",
    ],
    resident: quoted("resident", "residentRole", [
      "I have lived here for {trains} years and [never saw|have never seen] anything like it",
      "We [took|saved] the [dog|photographs] and [left everything else|ran]",
      "The [neighbours|children] were [wonderful|very brave], but we are [tired|afraid]",
    ]),
    expert: quoted("expert", "expertRole", [
      "We [expect|will see] more of this in the [coming years|years ahead]",
      "The [warning|forecast] was right, but it [came|went out] {hours} hours too late",
      "It will [ease|get better] by {otherDay}, [we think|I hope]",
    ]),
    official: quoted("official", "officialRole", [
      "Our crews have been [out|working] for {hours} hours [without a break|without sleep]",
      "Please stay [at home|indoors] and [check on|look after] your neighbours",
      "We will [need|ask for] help from {otherRegion}",
    ]),
    traffic: [
      "{roads} roads were [closed|blocked], and {trains} trains [were cancelled|did not run]",
      "the airport at {otherTown} [closed|was shut] for {hours} hours",
      "a [bridge|tunnel] near {otherTown} [was closed|remained shut] [as well|too]",
    ],
    history: [
      "in {year}, {oldMeasure} [were recorded|were measured] in {otherRegion}",
      "the last time it was this bad, in {year}, {otherHomes} people [were affected|had to leave {thirdTown}]",
    ],
    damage: [
      "insurers [put|estimated] the damage [so far |]at {damage}",
      "in {otherRegion}, [about|some] {otherHomes} homes were [also|still] [affected|cut off]",
      "[rain|more bad weather] is forecast for {thirdTown} on {otherDay}",
    ],
  },
  plans: [
    [
      "scene",
      "harm",
      "place",
      "cause",
      "resident?",
      "official?",
      "traffic?",
      "history?",
      "damage?",
      "aside?",
    ],
    ["harm", "resident?", "cause", "place", "traffic?", "expert?", "history?", "damage?", "aside?"],
    ["resident", "harm", "traffic?", "place", "cause", "official?", "damage?", "aside?"],
    ["history", "place", "harm", "scene?", "cause", "expert?", "damage?", "resident?"],
    ["traffic", "scene", "cause", "place", "harm", "official", "history?", "damage?", "aside?"],
    ["expert", "scene", "harm", "cause", "place", "traffic?", "damage?", "history?"],
  ],
  summaries: [
    "{what} {harm} in {region} after {cause} brought {measure}",
    "{cause} brought {measure} to {region}, where {what} {harm}",
    "{what} {harm} in {region}, with {measure}, because of {cause}",
  ],
  briefs: [
    "{what} {harm} in {otherRegion}",
    "the damage from last month's bad weather in {otherTown} was put at {damage}",
    "drivers near {otherTown} were warned of {oldMeasure} on {otherDay}",
  ],
});
