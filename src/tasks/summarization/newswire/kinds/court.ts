import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { count } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { towns } from "../words/places.ts";
import { workdays } from "../words/time.ts";

const jobs = [
  "accountant",
  "builder",
  "dentist",
  "art dealer",
  "estate agent",
  "former council clerk",
  "lawyer",
  "bank manager",
  "driver",
  "shop owner",
  "restaurant owner",
  "farm manager",
];
const victims = [
  "a children's charity",
  "a village school",
  "a church fund",
  "an elderly couple",
  "a pension fund",
  "a sports club",
  "a hospital trust",
  "a housing group",
  "a museum",
  "a family business",
  "the tax office",
  "a lifeboat crew",
];
const crimes = [
  "stealing {sum} from {victim}",
  "cheating {victim} out of {sum}",
  "defrauding {victim} of {sum}",
  "hiding {sum} owed to {victim}",
  "selling {victim} fake paintings for {sum}",
  "using forged bills to take {sum} from {victim}",
];

export const court = defineKind({
  name: "court",
  facts(draw) {
    const [accused, judge, lawyer, witness] = people(draw, 4);
    const [town, otherTown] = towns(draw, 2);
    const [day, otherDay] = workdays(draw, 2);
    const [victim] = draw.several(victims, 1);
    const isFined = draw.chance(0.25);
    const isCleared = !isFined && draw.chance(0.25);
    const amounts = draw.several(
      [
        12, 18, 24, 35, 41, 48, 56, 63, 72, 85, 94, 110, 125, 140, 160, 185, 210, 240, 275, 310, 360, 420,
        480, 540, 620, 710, 830, 960,
      ],
      4,
    );
    const [sum, fine, otherSum, cost] = amounts.map((thousands) => `$${thousands},000`);
    const years = draw.between(2, 12);
    return {
      accused: accused!,
      judge: judge!,
      judgeRole: draw.pick(["the judge", "who heard the case", "passing judgment"]),
      lawyer: lawyer!,
      lawyerRole: draw.pick(["for the defence", "who led the defence", "the defence lawyer"]),
      witness: witness!,
      witnessRole: draw.pick(["who gave evidence", "a former colleague", "who first went to the police"]),
      job: draw.pick(jobs),
      town: town!,
      otherTown: otherTown!,
      day: day!,
      otherDay: otherDay!,
      crime: draw.pick(crimes).replace("{sum}", sum!).replace("{victim}", victim!),
      sentence: isCleared
        ? "was cleared"
        : isFined
          ? `was fined ${fine!}`
          : `was jailed for ${count(years)} years`,
      link: isCleared ? template("of") : template("for"),
      years: count(draw.between(2, 12)),
      otherSum: otherSum!,
      cost: cost!,
      days: count(draw.between(3, 29)),
      hours: count(draw.between(2, 11)),
      age: String(draw.between(23, 71)),
      witnesses: count(draw.between(5, 40)),
    };
  },
  sentences: {
    scene: [
      "[there was|there was only] silence in the [small |]court in {town} [when|as] the [clerk|judge] [began to read|stood up]",
      "the trial in {town} lasted {days} days and [heard|called] {witnesses} witnesses",
      "{accused} [looked at the floor|showed no emotion|held a relative's hand] [in court|] on {day}",
      "the jury needed [only |]{hours} hours [to agree|]",
      "[friends|relatives] of {accused} [filled|had filled] the public seats [since the morning|from early on {day}]",
      "few [cases|trials] have [divided|interested] {town} as [much|deeply] as [this one|the one that ended on {day}]",
    ],
    sentence: [
      "{accused}, {age}, {sentence} [at the end of the trial|on {day}|by judge {judge}]",
      "on {day}, {accused} {sentence}",
      "[after {days} days|at the end of the trial], {accused}, {a job}, {sentence}",
    ],
    crime: [
      "the charge [was|had been] one of {crime}",
      "[prosecutors|the state] had [spoken of|accused the {job} of] {crime}",
      "the case [turned on|was about] {crime}, [over {years} years|between two summers]",
    ],
    court: [
      "the [case|trial] was heard at {town} [county |]court",
      "the [public prosecutor|defence] [in|at] {town} said [it|the office] would [not appeal|study the ruling]",
      "it was the [longest|costliest] trial in {town} for {years} years",
    ],
    judge: quoted("judge", "judgeRole", [
      "[Trust|Honesty] is [easy to lose|not a small thing], and this court [cannot|will not] forget that",
      "The court has [read|listened to] {witnesses} [letters|statements] and has [thought long|taken its time]",
      "I have [weighed|thought about] every word [that was said|in this room]",
    ]),
    lawyer: quoted("lawyer", "lawyerRole", [
      "My client has [waited|lived with this] for {years} years",
      "My client [wishes|wants] to [thank the family|be left in peace]",
      "We will [read|study] the judgment [with care|before we say more]",
    ]),
    witness: quoted("witness", "witnessRole", [
      "I [never thought|did not think] it would [come to this|end in court]",
      "We were [friends|neighbours] for {days} years",
      "There was {otherSum} in the [safe|account] when I [looked|left]",
    ]),
    money: [
      "[at first|earlier], the police had spoken of {otherSum}",
      "the trial itself [cost|has cost] {cost}",
      "a [flat|boat|house] worth {otherSum} [was sold|had been sold] [last year|before the trial]",
    ],
    other: [
      "in [another|a separate] case, in {otherTown}, [a man|a woman] was fined {cost} on {otherDay}",
      "[a second person|a former partner], from {otherTown}, [faces|will face] trial on {otherDay} [over {otherSum}|]",
      "a court in {otherTown} had [heard|dropped] a similar case {years} years [ago|earlier]",
    ],
  },
  plans: [
    ["scene", "sentence", "crime", "court", "judge?", "lawyer?", "money?", "other?", "aside?"],
    ["witness", "court", "crime", "scene?", "sentence", "money?", "judge?", "other?", "aside?"],
    ["sentence", "scene", "money?", "crime", "court", "lawyer?", "judge?", "other?", "aside?"],
    ["other", "scene", "court", "crime", "sentence", "judge?", "witness?", "money?"],
    ["judge", "court", "scene", "sentence", "money?", "crime", "lawyer?", "aside?"],
    ["court", "lawyer", "crime", "sentence", "scene?", "witness?", "other?", "aside?"],
  ],
  summaries: [
    "the {job} {accused} {sentence} by a court in {town} {link} {crime}",
    "a court in {town} ruled that {accused}, {a job}, {sentence} {link} {crime}",
  ],
  briefs: [
    "a court in {otherTown} [ordered|told] {accused} to pay {otherSum}",
    "{a job} from {otherTown} [denied|admitted] {crime}",
    "{accused}, {a job}, {sentence} in {town}",
  ],
});
