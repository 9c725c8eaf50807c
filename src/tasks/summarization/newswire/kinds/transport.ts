import { defineKind, quoted } from "../kind.ts";
import { count, grouped } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { regions, towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

/** What may close, and why. */
const services = [
  {
    links: ["railway line", "tram line", "express train service"],
    reasons: [
      "cracks in a tunnel",
      "a broken signal box",
      "rust in the rails",
      "damage to the power lines",
      "subsidence under the track",
      "a landslide",
      "faulty brakes",
    ],
  },
  {
    links: ["ferry service"],
    reasons: [
      "a damaged pier",
      "a fault in the engines",
      "sand in the harbour",
      "a crack in the hull",
      "worn-out landing ramps",
    ],
  },
  {
    links: ["coastal road", "motorway", "mountain road"],
    reasons: [
      "a weak bridge",
      "a landslide",
      "a crack in a supporting wall",
      "holes under the surface",
      "loose rocks above a tunnel",
    ],
  },
] as const;

export const transport = defineKind({
  name: "transport",
  facts(draw) {
    const [manager, traveller, union] = people(draw, 3);
    const [from, to, otherTown, thirdTown] = towns(draw, 4);
    const [region] = regions(draw, 1);
    const [day, otherDay] = weekdays(draw, 2);
    const [service, otherService] = draw.several(services, 2);
    const [weeks, otherWeeks] = draw.several([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16], 2);
    return {
      manager: manager!,
      managerRole: draw.pick([
        "who runs the service",
        "the operations director",
        "a spokesperson",
        "the head of engineering",
      ]),
      traveller: traveller!,
      travellerRole: draw.pick([
        "a nurse who travels to work every day",
        "a student",
        "a cook",
        "who has used it for years",
        "a schoolteacher",
        "a cleaner",
      ]),
      union: union!,
      unionRole: draw.pick([
        "of the passengers' association",
        "who speaks for the drivers",
        "a member of the city council",
      ]),
      link: draw.pick<string>(service!.links),
      otherLink: draw.pick<string>(otherService!.links),
      route: `${from} and ${to}`,
      from: from!,
      to: to!,
      otherTown: otherTown!,
      thirdTown: thirdTown!,
      region: region!,
      reason: draw.pick<string>(service!.reasons),
      otherReason: draw.pick<string>(otherService!.reasons),
      weeks: `${count(weeks!)} weeks`,
      otherWeeks: `${count(otherWeeks!)} weeks`,
      passengers: grouped(draw.between(11, 640) * 100),
      otherPassengers: grouped(draw.between(11, 640) * 100),
      cost: `$${draw.between(2, 96)} million`,
      minutes: String(draw.between(15, 95)),
      year: String(draw.between(1902, 1988)),
      buses: count(draw.between(6, 70)),
      fare: `$${draw.between(2, 19)}`,
      day: day!,
      otherDay: otherDay!,
    };
  },
  sentences: {
    scene: [
      "{traveller} [stood|waited] [on the platform|at the stop] in {from} for {minutes} minutes on {day} before [somebody|a loudspeaker] [explained|told people] why",
      "[hand-written signs|yellow notices] [went up|appeared] [in|all over] {to} on {day}, and [nobody|few people] [stopped|had time] to read them",
      "the {link} has been part of [life|daily life] in {region} since {year}",
      "when the {link} was [opened|built] in {year}, [a band played|crowds cheered] in {from}",
      "[travellers|commuters] in {region} [will need|have been asked for] patience",
    ],
    closure: [
      "the {link} between {route} will [close|be shut] from {otherDay}",
      "from {otherDay}, nothing will [move|run] on the {link} between {route}",
      "the {link} that [joins|connects] {route} is to [close|shut]",
    ],
    weeks: [
      "the work will [take|last] {weeks}, [twice as long as|longer than] [first thought|planned]",
      "it will be {weeks} before [the service|traffic] [returns|starts again], [engineers|officials] said",
      "[managers|officials] [first spoke of|had spoken of] {otherWeeks} but now [expect|say] {weeks}",
    ],
    reason: [
      "engineers [found|discovered] {reason} during [an inspection|a routine check]",
      "the reason is {reason}, [found|discovered] [by chance|last month]",
      "[an inspection|a report] [on {day}|last week] had [revealed|confirmed] {reason}",
    ],
    passengers: [
      "[about|some] {passengers} passengers use it [every day|each day]",
      "that [means trouble for|affects] {passengers} passengers a day",
      "on a [normal|working] day it carries {passengers} passengers",
    ],
    manager: quoted("manager", "managerRole", [
      "We know what this means for [families|people], and we are [truly |]sorry",
      "Safety [comes first|is not a matter of taste]",
      "[Believe me, we|We] have looked at every other [way|answer]",
    ]),
    traveller: quoted("traveller", "travellerRole", [
      "I [leave|get up] {minutes} minutes earlier [already|as it is]",
      "They [tell|told] us nothing, and [then they raise|now they want to raise] the fares",
      "I [suppose|think] I will [walk|buy a bicycle]",
    ]),
    union: quoted("union", "unionRole", [
      "This [could have been|was] [seen|known] [years ago|in spring]",
      "[Nobody|No one] has [asked|spoken to] the people who [use|run] it",
      "They [saved|have saved] on [repairs|staff] for too long",
    ]),
    buses: [
      "{buses} [extra |]buses will run [instead|in the meantime] by way of {otherTown}",
      "the [detour|journey] through {otherTown} takes {minutes} minutes longer",
      "[passengers|people] with a season ticket will get {fare} back for each [week|day]",
    ],
    cost: [
      "the [repairs|work] will cost {cost}, [most of it paid by the state|half of it from the city]",
      "[last year|two years ago], {cost} was [spent|wasted] on a new station in {otherTown}",
    ],
    other: [
      "the {otherLink} to {thirdTown}, used by {otherPassengers} people, [reopened|opened again] on {day} after {otherWeeks}",
      "in {thirdTown}, {otherReason} had [closed|stopped] the {otherLink} for {otherWeeks} [last year|in the autumn]",
    ],
  },
  plans: [
    [
      "scene",
      "closure",
      "weeks",
      "reason",
      "passengers",
      "traveller?",
      "manager?",
      "buses?",
      "cost?",
      "other?",
      "aside?",
    ],
    ["traveller", "closure", "passengers", "reason", "weeks", "buses?", "cost?", "union?", "aside?"],
    ["closure", "union?", "passengers", "buses?", "reason", "weeks", "manager?", "cost?", "other?", "aside?"],
    ["other", "scene?", "reason", "closure", "passengers", "weeks", "traveller?", "cost?", "manager?"],
    ["manager", "scene", "reason", "closure", "weeks", "passengers", "union?", "buses?", "aside?"],
  ],
  summaries: [
    "the {link} between {route} will close for {weeks} because of {reason}, affecting {passengers} passengers a day",
    "the {link} between {route}, used by {passengers} passengers a day, will close for {weeks} because of {reason}",
  ],
  briefs: [
    "the {link} between {route} [closed|was closed] for {minutes} minutes on {day}",
    "charges on the {otherLink} to {thirdTown} will rise to {fare}",
    "work worth {cost} began on the {otherLink} in {otherTown}",
  ],
});
