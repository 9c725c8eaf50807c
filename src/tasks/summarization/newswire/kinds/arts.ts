import { indefiniteArticle } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { count } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { countries, towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

const adjectives = [
  "Glass",
  "Silent",
  "Last",
  "Burning",
  "Hidden",
  "Paper",
  "Winter",
  "Crooked",
  "Distant",
  "Empty",
  "Golden",
  "Second",
  "Broken",
  "Borrowed",
  "Salt",
  "Hollow",
];
const nouns = [
  "Harbour",
  "Garden",
  "Summer",
  "Bridge",
  "Letter",
  "Orchard",
  "Sister",
  "Island",
  "Mirror",
  "Train",
  "Mountain",
  "Clock",
  "Lantern",
  "Kitchen",
  "Sea",
  "Doctor",
];
const works = [
  {
    work: "novel",
    maker: "writer",
    about: [
      "a lighthouse keeper",
      "two sisters at war",
      "a village without water",
      "a stolen violin",
      "a lost brother",
      "a winter at sea",
    ],
  },
  {
    work: "film",
    maker: "director",
    about: [
      "a night nurse",
      "a strike in a mill",
      "a boy who cannot sleep",
      "the last days of a circus",
      "a train without a driver",
    ],
  },
  {
    work: "play",
    maker: "playwright",
    about: [
      "a broken marriage",
      "a judge who lies",
      "three generations of bakers",
      "a family dinner",
      "a king without a country",
    ],
  },
  {
    work: "opera",
    maker: "composer",
    about: ["a queen in exile", "a shipwreck", "an old clockmaker", "a plague year"],
  },
  {
    work: "sculpture",
    maker: "artist",
    about: ["a fallen tree", "the weight of snow", "an empty house", "birds in flight"],
  },
] as const;

export const arts = defineKind({
  name: "arts",
  facts(draw) {
    const { work, maker, about } = draw.pick(works);
    const [winner, rival, chair, second] = people(draw, 4);
    const [town, otherTown] = towns(draw, 2);
    const [country] = countries(draw, 1);
    const [day, otherDay] = weekdays(draw, 2);
    const [first, other] = draw.several(adjectives, 2);
    const [noun, otherNoun] = draw.several(nouns, 2);
    const [prize, oldPrize, sales] = draw.several(
      [5, 8, 10, 12, 15, 20, 25, 30, 35, 40, 45, 50, 60, 75, 80, 90, 100, 120],
      3,
    );
    return {
      winner: winner!,
      rival: rival!,
      chair: chair!,
      second: second!,
      winnerRole: draw.pick([
        "who once drove a night bus",
        "a former teacher",
        "who left school at 15",
        `born in ${otherTown}`,
        "a parent of four",
      ]),
      rivalRole: draw.pick([
        "the favourite",
        "who won it last year",
        `${indefiniteArticle(maker)} ${maker} from ${country}`,
      ]),
      chairRole: draw.pick(["who led the jury", "the head of the jury", "the chair of the judges"]),
      work,
      maker,
      about: draw.pick<string>(about),
      title: `The ${first} ${noun}`,
      otherTitle: `The ${other} ${otherNoun}`,
      prize: `the ${town} ${draw.pick(["Prize", "Award", "Medal"])}`,
      otherPrize: `the ${otherTown} ${draw.pick(["Prize", "Award", "Medal"])}`,
      sum: `$${prize},000`,
      oldSum: `$${oldPrize},000`,
      sales: `${sales},000`,
      copies: work === "novel" ? "copies" : "tickets",
      town: town!,
      otherTown: otherTown!,
      country: country!,
      entries: count(draw.between(34, 410)),
      years: count(draw.between(3, 14)),
      hours: count(draw.between(3, 11)),
      age: String(draw.between(24, 83)),
      day: day!,
      otherDay: otherDay!,
    };
  },
  sentences: {
    scene: [
      "{winner} was [washing up|asleep|on a train|feeding the hens] when the telephone [rang|rang on {day}]",
      "the jury [met|argued] for {hours} hours [behind closed doors|in a hotel] in {town} and [drank|got through] {years} pots of coffee",
      "[the hall in {town}|the theatre in {town}] [was full|had sold out] on {day}, and [the speeches|the music] [went on too long|lasted until midnight]",
      "the {maker} {rival} had [already|even] [written|prepared] a speech",
      "[nobody|no one] in the [room|hall] had [expected|bet on] this [winner|name]",
    ],
    winner: [
      "the [name|winner] [read out|announced] on {day} was {winner}, [{age}|the {maker}]",
      "the [jury|judges] [chose|decided for] the {maker} {winner}, who is {age}",
      "{prize} [goes to|went to] {winner}, {a maker} [of {age}|from {otherTown}]",
    ],
    title: [
      "{title}, {a work} about {about}, [took|had taken] {years} years to [make|finish]",
      "the [judges|jury] [praised|were moved by] {title}, {a work} about {about}",
      "[set in|made in] {country}, {title} is {a work} about {about}",
    ],
    sum: [
      "{prize} is worth {sum}, [up from|after] {oldSum} [last year|until now]",
      "[with|along with] {prize} [comes|there is] a cheque for {sum}",
      "the [winner|{maker}] [gets|receives] {sum} [and a small bronze bear|] with {prize}",
    ],
    rival: [
      "{entries} [works|entries] had been [sent in|put forward], [among them|including] {otherTitle} by {rival}",
      "{rival} was [second|runner-up] with {otherTitle} and [receives|gets] {oldSum}",
      "[critics|newspapers] had [preferred|tipped] {otherTitle} by {rival}, which [sold|has sold] {sales} {copies}",
    ],
    winnerQuote: quoted("winner", "winnerRole", [
      "I [nearly|almost] [threw it away|gave up] {years} times",
      "I will [mend|repair] the roof, and then I [will|am going to] [sleep|start again]",
      "It belongs to [my mother|the people of {otherTown}], [really|not to me]",
    ]),
    rivalQuote: quoted("rival", "rivalRole", [
      "The better [work|one] won, [I think|even if it hurts]",
      "I have [lost before|come second {years} times], [it passes|one gets used to it]",
    ]),
    chair: quoted("chair", "chairRole", [
      "It [stays with you|does not let you go], [for days|long after the end]",
      "We [did not agree|argued] at first, but [in the end|then] [nobody|not one of us] [had doubts|voted against it]",
      "It is [funny|angry] and [tender|wise] [at the same time|on every page]",
    ]),
    second: [
      "[last year|a year ago], {otherPrize} [went|had gone] to {second} [for {otherTitle}|and brought {oldSum}]",
      "{second} [won|had won] {otherPrize} [earlier this week|on {otherDay}]",
    ],
    sales: [
      "it has [so far |]sold [only |]{sales} {copies}, [most of them|half of them] in {country}",
      "[a second|another] {work} by [the same {maker}|the winner] [is due|will appear] in {years} months",
    ],
  },
  plans: [
    ["scene", "winner", "title", "sum", "winnerQuote?", "chair?", "rival?", "second?", "sales?", "aside?"],
    ["winnerQuote", "winner", "scene?", "sum", "title", "rival?", "chair?", "sales?", "aside?"],
    ["chair", "title", "winner", "sum", "rival?", "winnerQuote?", "second?", "aside?"],
    ["rival", "scene", "sum", "title", "winner", "rivalQuote?", "chair?", "sales?", "aside?"],
    ["second", "scene", "winner", "rival?", "title", "sum", "winnerQuote?", "sales?"],
    ["winner", "rival?", "rivalQuote?", "title", "chair?", "sum", "second?", "sales?", "aside?"],
  ],
  summaries: [
    "the {maker} {winner} won {prize}, worth {sum}, for {title}, {a work} about {about}",
    "{winner} won {prize} and {sum} for {title}, {a work} about {about}",
    "{title}, {a work} about {about}, won the {maker} {winner} {prize} and {sum}",
  ],
  briefs: [
    "{a maker}, {second}, won {otherPrize} for {otherTitle}",
    "{title}, {a work} by {winner}, [opens|will be shown] in {otherTown} on {otherDay}",
    "the {maker} {rival} [gave|left] {oldSum} to a school in {otherTown}",
  ],
});
