import { defineKind, quoted } from "../kind.ts";
import { count, grouped } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { countries, regions, towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

/** What was studied, what it does, to whom. */
const findings = [
  ["planting hedges", "raised the number of wild bees", "farms"],
  ["darker street lights", "raised the number of moths", "streets"],
  ["warmer water", "slowed the growth of young salmon", "rivers"],
  ["a daily nap", "improved memory", "older volunteers"],
  ["classical music", "increased the milk of dairy cows", "farms"],
  ["a handful of nuts a day", "lowered blood pressure", "adults"],
  ["a later start to the day", "improved marks in mathematics", "schools"],
  ["noise from ships", "reduced the number of whales", "recordings"],
  ["planting trees", "reduced the heat in summer", "streets"],
  ["learning a second language", "slowed memory loss", "adults"],
  ["a short walk after meals", "lowered blood sugar", "volunteers"],
  ["ploughing less often", "increased the carbon in the soil", "fields"],
  ["bright morning light", "improved the sleep of night workers", "workers"],
  ["sharing a bedroom with a pet", "reduced anxiety", "children"],
  ["a cold bath", "shortened recovery", "runners"],
  ["growing seaweed", "reduced damage by storms", "beaches"],
  ["reading aloud", "increased the words that children know", "families"],
  ["a ban on pesticides", "raised the number of songbirds", "gardens"],
] as const;

export const science = defineKind({
  name: "science",
  facts(draw) {
    const [author, critic, student] = people(draw, 3);
    const [town, otherTown] = towns(draw, 2);
    const [region] = regions(draw, 1);
    const [country] = countries(draw, 1);
    const [day] = weekdays(draw, 1);
    const [finding, otherFinding] = draw.several(findings, 2);
    const [university, otherUniversity] = [
      draw.pick([`the University of ${town}`, `${town} University`, `the ${town} Institute`]),
      `${otherTown} University`,
    ];
    return {
      author: author!,
      authorRole: draw.pick(["who led the study", "the lead author", "the first author of the paper"]),
      critic: critic!,
      criticRole: draw.pick(["who was not part of the work", "a statistician", "who edits a rival journal"]),
      student: student!,
      studentRole: draw.pick([
        "a doctoral student",
        "who counted the samples",
        "the youngest member of the team",
      ]),
      university,
      otherUniversity,
      town: town!,
      region: region!,
      country: country!,
      cause: finding![0],
      effect: finding![1],
      number: `${grouped(draw.between(4, 260) * 10 + draw.between(0, 9))} ${finding![2]}`,
      otherNumber: grouped(draw.between(261, 900) * 10),
      otherCause: otherFinding![0],
      otherEffect: otherFinding![1],
      percent: `${draw.between(7, 64)}%`,
      otherPercent: `${draw.between(3, 64)}%`,
      oldPercent: `${draw.between(2, 40)}%`,
      years: count(draw.between(2, 15)),
      grant: `$${draw.between(12, 98) / 10} million`,
      age: count(draw.between(3, 12)),
      day: day!,
    };
  },
  sentences: {
    scene: [
      "it [began|started] with [a question|a bet] [over lunch|in a corridor] {years} years ago",
      "{student} [got up|rose] before dawn [every day|each morning] for {years} years to [collect|check] the [data|measurements]",
      "[many people|farmers, doctors and parents] have [long suspected|always believed] it; [proof|good evidence] was [missing|hard to find]",
      "for {years} years the boxes [stood|gathered dust] in a [cellar|store room] in {town}",
      "there has been [much|a lot of] [talk|argument] about {otherCause} [lately|in recent years], [and|but] [little|less] about {cause}",
    ],
    effect: [
      "the [answer|result]: {cause} {effect}",
      "{cause}, the [team|researchers] [found|report], {effect}",
      "[researchers|scientists] [have shown|now say] that {cause} {effect}",
    ],
    percent: [
      "the [effect|difference] was {percent}, [compared with|against] {oldPercent} in an earlier [paper|study]",
      "[measured|taken] over {years} years, the [change|effect] [came to|was] {percent}",
      "[earlier work|an earlier study] had [suggested|found] an effect of {oldPercent}; [this time|now] it was {percent}",
    ],
    number: [
      "the [study|team] [followed|looked at] {number} in {region} [over {years} years|]",
      "data from {number}, [most|nearly all] of them in {country}, [were|was] used",
      "{number} [took part|were part of the study], [{otherNumber}|{otherPercent}] of them in {country}",
    ],
    university: [
      "the work was [done|carried out] at {university} and [paid for|supported] with {grant} from [the state|a foundation]",
      "a [group|team] at {university} [published|presented] [the results|its paper] on {day}",
      "[the study|the paper], from {university}, [came out|appeared] on {day}",
    ],
    author: quoted("author", "authorRole", [
      "We [checked|repeated] [everything|it] {age} times, because we did not [believe|trust] it",
      "I hope that [somebody|others] will [repeat|test] this [soon|in {country}]",
      "It is [cheap|simple], and [everyone|anyone] can do it",
    ]),
    critic: quoted("critic", "criticRole", [
      "It is [careful|honest] work, but {otherPercent} of the data [is|was] missing",
      "I would [like to see|wait for] numbers from {country} [first|before I change my mind]",
      "[Small|Short] studies [often|sometimes] [promise|say] too much",
    ]),
    student: quoted("student", "studentRole", [
      "I [dream of numbers now|dreamt of numbers for months|still see the numbers when I close my eyes]",
      "We had [cake|tea] when the last [box|number] [was done|came in]",
    ]),
    other: [
      "[last year|in the spring], {otherUniversity} [reported|said] that {otherCause} {otherEffect}, by {otherPercent}",
      "[a group|researchers] at {otherUniversity} [had studied|studied] {otherNumber} cases in {country} and [found|saw] [nothing|an effect of {oldPercent}]",
    ],
    next: [
      "a second [study|trial], with {otherNumber} cases, [will start|is planned] in {country}",
      "the [team|group] now wants to [know|find out] why the effect [disappears|is weaker] after {age} months",
      "the [paper|study] [took|needed] {age} months to [get through review|be accepted]",
    ],
  },
  plans: [
    ["scene", "effect", "number", "percent", "university", "author?", "critic?", "other?", "next?", "aside?"],
    [
      "university",
      "scene?",
      "effect",
      "author?",
      "percent",
      "number",
      "critic?",
      "other?",
      "next?",
      "aside?",
    ],
    ["author", "effect", "scene?", "number", "university", "percent", "critic?", "next?", "aside?"],
    ["other", "scene", "university", "effect", "percent", "number", "author?", "student?"],
    ["student", "number", "university", "effect", "percent", "critic?", "next?", "other?", "aside?"],
  ],
  summaries: [
    "a study of {number} by {university} found that {cause} {effect} by {percent}",
    "researchers at {university} found in a study of {number} that {cause} {effect} by {percent}",
    "{cause} {effect} by {percent}, according to a study of {number} by {university}",
  ],
  briefs: [
    "{university} found that {cause} {effect} by {percent}",
    "{otherUniversity} [was given|received] {grant} to [study|look into] {otherCause}",
    "the scientist {critic} [left|will leave] {university} for {country}",
  ],
});
