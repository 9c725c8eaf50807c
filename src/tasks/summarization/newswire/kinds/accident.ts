import { defineKind, quoted } from "../kind.ts";
import { count } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

/** What happened, where, and what may have caused it. */
const accidents = [
  {
    event: "a fire",
    places: ["a furniture factory", "an old hotel", "a paper mill", "a car park", "a block of flats"],
    causes: [
      "a faulty heater",
      "an electrical fault",
      "a burning candle",
      "a gas leak",
      "sparks from a welder",
    ],
  },
  {
    event: "an explosion",
    places: ["a chemical plant", "a bakery", "a grain store", "a garage"],
    causes: ["a gas leak", "dust in the air", "a damaged valve", "an overheated boiler"],
  },
  {
    event: "a collision",
    places: ["a level crossing", "a busy junction", "a ferry port", "a tram stop"],
    causes: [
      "a signal failure",
      "thick fog",
      "failed brakes",
      "ice on the rails",
      "a driver who fell asleep",
    ],
  },
  {
    event: "the collapse of a roof",
    places: ["a sports hall", "a supermarket", "a riding school", "an indoor market"],
    causes: ["heavy wet snow", "rotten beams", "work on a wall", "a blocked drain"],
  },
  {
    event: "a chemical leak",
    places: ["a swimming pool", "an ice rink", "a cleaning firm", "a freight yard"],
    causes: ["a loose pipe", "two wrongly labelled tanks", "a cracked tank", "a damaged valve"],
  },
] as const;

export const accident = defineKind({
  name: "accident",
  facts(draw) {
    const { event, places, causes } = draw.pick(accidents);
    const other = draw.pick(accidents);
    const [witness, chief, inspector] = people(draw, 3);
    const [town, otherTown, thirdTown] = towns(draw, 3);
    const [day, otherDay] = weekdays(draw, 2);
    const [cause, firstCause] = draw.several<string>(causes, 2);
    const [injured, otherInjured] = draw.several(
      [4, 5, 6, 7, 8, 9, 11, 13, 14, 16, 17, 19, 21, 23, 26, 28, 31, 34, 37, 42, 46, 53, 61],
      2,
    );
    return {
      event,
      otherEvent: other.event,
      place: draw.pick<string>(places),
      otherPlace: draw.pick<string>(other.places),
      cause: cause!,
      firstCause: firstCause!,
      witness: witness!,
      witnessRole: draw.pick([
        "who lives opposite",
        "a passer-by",
        "who was walking a dog",
        "who works next door",
        "a delivery driver",
      ]),
      chief: chief!,
      chiefRole: draw.pick(["who led the rescue", "the fire chief", "a police officer"]),
      inspector: inspector!,
      inspectorRole: draw.pick(["who leads the inquiry", "an inspector", "a safety expert"]),
      town: town!,
      otherTown: otherTown!,
      thirdTown: thirdTown!,
      injured: `${count(injured!)} people`,
      otherInjured: count(otherInjured!),
      serious: count(draw.between(2, 3)),
      rescuers: String(draw.between(24, 180)),
      hours: count(draw.between(2, 18)),
      evacuated: String(draw.between(40, 900)),
      year: String(draw.between(1989, 2021)),
      damage: `$${draw.between(11, 95) / 10} million`,
      minutes: count(draw.between(5, 40)),
      day: day!,
      otherDay: otherDay!,
    };
  },
  sentences: {
    scene: [
      "{witness} [first thought|thought] it was thunder",
      "[smoke|dust] [hung|still hung] over {town} on {day} [evening|morning], and the [church|school] bells [rang|were silent]",
      "[calls|worried calls] to the emergency centre [did not stop|kept coming] for {minutes} minutes on {day}",
      "{rescuers} [firefighters|rescuers] worked [for|through] {hours} hours [on {day}|without a pause]",
      "[families|parents] [waited|stood] behind a [red|yellow] tape in {town} on {day} [and called names|, holding telephones]",
    ],
    event: [
      "there had been {event} at {place} [in the middle of the day|just after six in the morning|during the lunch break]",
      "what [happened|they had heard] was {event} at {place} [on the edge of town|near the station|by the river]",
      "the [alarm|first call] came from {place}, and the word was {event}",
    ],
    injured: [
      "{injured} were [hurt|injured], {serious} of them seriously",
      "[doctors|hospitals] in {town} [treated|took in] {injured}, {serious} of them with burns or broken bones",
      "[by {day} night|at the last count], {injured} had been [injured|hurt] in {town}",
    ],
    cause: [
      "[investigators|inspectors] [blamed|named] {cause}, [not|and not] {firstCause} as [first|at first] thought",
      "the [cause|reason] was {cause}, [according to|said] [a first report|investigators]",
      "[at first|in the beginning] [the talk was of|people spoke of] {firstCause}, but [investigators|inspectors] [found|confirmed] {cause}",
    ],
    witness: quoted("witness", "witnessRole", [
      "There was a [flash|noise], and then [nobody|no one] could see [anything|a thing]",
      "I [ran|went] back [twice|in] for [my neighbour|a child]",
      "People [handed out|brought] [blankets|tea and water], [complete strangers|even the children]",
    ]),
    chief: quoted("chief", "chiefRole", [
      "We were there [in|after] {minutes} minutes, and that [saved lives|made the difference]",
      "It could have been [far|much] worse at [another|any other] hour",
      "My people are [tired|exhausted], and I am [grateful to|proud of] them",
    ]),
    inspector: quoted("inspector", "inspectorRole", [
      "[We will|I want to] [look at|read] every [document|report] since {year}",
      "It is [early|too early] to [speak|talk] of [blame|guilt]",
      "There were [warnings|complaints] in {year}, and [nobody acted|they were filed away]",
    ]),
    evacuated: [
      "[another |]{evacuated} people were [led|taken] [to safety|out of nearby houses]",
      "the [owner|insurer] [put|estimated] the damage at {damage}",
      "roads were [closed|blocked] as far as {otherTown} for {hours} hours",
    ],
    other: [
      "in {year}, {otherEvent} at {otherPlace} in {otherTown} [injured|hurt] {otherInjured} [people|]",
      "on {otherDay}, {otherEvent} [had|] [injured|hurt] {otherInjured} at {otherPlace} in {thirdTown}",
    ],
    next: [
      "an [inquiry|investigation] will [begin|start] on {otherDay}",
      "the [town|council] has [opened|set up] a fund and [received|collected] {damage}",
    ],
  },
  plans: [
    ["scene", "event", "injured", "cause", "witness?", "chief?", "evacuated?", "other?", "next?", "aside?"],
    ["witness", "event", "cause", "injured", "chief?", "evacuated?", "inspector?", "next?", "aside?"],
    ["event", "scene", "evacuated?", "injured", "witness?", "cause", "other?", "next?", "aside?"],
    ["other", "scene", "event", "cause", "injured", "chief?", "inspector?", "evacuated?"],
    ["chief", "scene", "injured", "event", "evacuated?", "cause", "witness?", "next?", "aside?"],
  ],
  summaries: [
    "{event} at {place} in {town}, caused by {cause}, injured {injured}",
    "{injured} were injured in {event} at {place} in {town} that was caused by {cause}",
    "{event} caused by {cause} injured {injured} at {place} in {town}",
  ],
  briefs: [
    "{event} at {place} in {thirdTown} [injured|hurt] {injured}",
    "{otherInjured} people were [injured|hurt] in {otherEvent} in {otherTown}",
    "{otherTown} will [rebuild|pull down] {otherPlace} for {damage}",
  ],
});
