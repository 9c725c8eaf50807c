import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { count } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { countries, regions, towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

const matters = [
  ["fishing rights", "fish"],
  ["a border crossing", "the border"],
  ["river water", "water"],
  ["gas prices", "gas"],
  ["grain exports", "grain"],
  ["visas for students", "visas"],
  ["the return of stolen art", "art"],
  ["air traffic", "flights"],
  ["an island without people", "the island"],
  ["tolls for lorries", "tolls"],
  ["a joint railway", "the railway"],
  ["timber imports", "timber"],
] as const;
const signed = template("signed");
const brokeOff = template("broke off");

const signedFreely = template("[signed an agreement|agreed a treaty|signed a treaty]");
const brokeOffFreely = template(
  "[broke off their talks|ended their talks without an agreement|left the table without an agreement]",
);
const treaty = template("a treaty");
const talks = template("talks");
const agreedSum = template("worth {sum}");
const disputedSum = template("about {sum}");
const agreedSentence = template(
  "[it is|the deal is] worth {sum}, [paid over {otherYears}|after an earlier offer of {otherSum}]",
);
const disputedSentence = template(
  "[at stake|on the table] [was|had been] {sum}, [against {otherSum} two years ago|after an earlier offer of {otherSum}]",
);

export const diplomacy = defineKind({
  name: "diplomacy",
  facts(draw) {
    const [first, second, third] = countries(draw, 3);
    const [minister, otherMinister, expert] = people(draw, 3);
    const [town, otherTown] = towns(draw, 2);
    const [region] = regions(draw, 1);
    const [day, otherDay] = weekdays(draw, 2);
    const [matter, otherMatter] = draw.several(matters, 2);
    const isSigned = draw.chance(0.65);
    const [years, otherYears] = draw.several(
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 17, 18, 20, 22, 25, 30],
      2,
    );
    const [sum, otherSum] = draw.several(
      [4, 7, 9, 12, 15, 18, 22, 26, 31, 35, 44, 52, 60, 75, 90, 110, 140, 180, 230, 310, 420],
      2,
    );
    return {
      first: first!,
      second: second!,
      third: third!,
      matter: matter![0],
      thing: matter![1],
      otherMatter: otherMatter![0],
      minister: minister!,
      ministerRole: draw.pick([
        `the foreign minister of ${first!}`,
        `${first!}'s ambassador`,
        `who speaks for ${first!}`,
      ]),
      otherMinister: otherMinister!,
      otherMinisterRole: draw.pick([
        `the foreign minister of ${second!}`,
        `${second!}'s ambassador`,
        `who speaks for ${second!}`,
      ]),
      expert: expert!,
      expertRole: draw.pick(["a historian", "a former diplomat", "who studies the region"]),
      town: town!,
      otherTown: otherTown!,
      region: region!,
      day: day!,
      otherDay: otherDay!,
      result: isSigned ? signedFreely : brokeOffFreely,
      did: isSigned ? signed : brokeOff,
      what: isSigned ? treaty : talks,
      sumClause: isSigned ? agreedSum : disputedSum,
      sumSentence: isSigned ? agreedSentence : disputedSentence,
      years: `${count(years!)} years`,
      otherYears: `${count(otherYears!)} years`,
      sum: `$${sum!} million`,
      otherSum: `$${otherSum!} million`,
      hours: count(draw.between(3, 40)),
      pages: String(draw.between(18, 420)),
      meeting: draw.pick(["third", "fourth", "fifth", "sixth", "seventh"]),
    };
  },
  sentences: {
    scene: [
      "the [flags|chairs] had been [put out|arranged] [since the morning|the night before], and the [coffee|soup] was cold [by noon on {day}|]",
      "[it took|they needed] {hours} hours, {pages} pages and [two interpreters|a long walk by the lake]",
      "[reporters|journalists] [waited|stood] in the [rain|hall] in {town} until [late on {day}|midnight on {day}]",
      "[not long ago|two years ago], [soldiers|customs officers] from both sides [watched|faced] each other across a fence in {region}",
      "the two [sides|delegations] [arrived|came] [in separate trains|through different doors]",
    ],
    parties: [
      "{first} and {second} {result} on {day}",
      "on {day}, {second} and {first} {result}",
      "[late on {day}|after the {meeting} meeting], {first} and {second} {result}",
    ],
    matter: [
      "[the subject|what they talked about] was {matter}, [a cause of quarrels|an old quarrel] [for|of] {years}",
      "{matter} had [divided|troubled] the [two countries|neighbours] for {years}",
      "for {years} the [neighbours|two governments] [had quarrelled|had argued] over {matter}",
    ],
    place: [
      "the [meeting took place|talks were held] in {town}, [a town in {third}|on neutral ground]",
      "{town}, [known for|famous for] its [quiet hotels|old bridge], was the [place|scene] of the [meeting|talks]",
      "{third} had [invited them|offered a room] [to|in] {town}",
    ],
    sum: ["{sumSentence}"],
    minister: quoted("minister", "ministerRole", [
      "We [listened to|looked at] each other [for the first time|honestly]",
      "My [country|government] [wants|needs] good neighbours, not [winners|applause]",
      "Nobody [got|gets] everything [at a table like this|in politics]",
    ]),
    otherMinister: quoted("otherMinister", "otherMinisterRole", [
      "Our [farmers|fishermen|drivers] have [waited|suffered] [long enough|for {otherYears}]",
      "There are {pages} pages, and I have [read|argued over] [every one|them all]",
      "We [go|travel] home with a [clear|quiet] conscience",
    ]),
    expert: quoted("expert", "expertRole", [
      "[It is|This was] about {thing} on paper and about pride [in truth|in the end]",
      "{third} [gains|wins] most, [as always|and it was not even at the table]",
    ]),
    other: [
      "{second} has a [separate|second] dispute with {third}, over {otherMatter}, [worth {otherSum}|that is {otherYears} old]",
      "[a treaty|an earlier treaty] about {otherMatter}, worth {otherSum}, [lasted|held for] {otherYears}",
    ],
    next: [
      "the parliaments will [vote|decide] on {otherDay}, [that of {second}|the one in {second}] first",
      "[ministers|officials] will [meet|see each other] again in {otherTown} [in the autumn|next year] to [talk about|discuss] {otherMatter}",
    ],
  },
  plans: [
    [
      "scene",
      "parties",
      "matter",
      "place",
      "sum",
      "minister?",
      "otherMinister?",
      "other?",
      "next?",
      "aside?",
    ],
    ["minister", "parties", "place", "sum", "matter", "scene?", "otherMinister?", "next?", "aside?"],
    ["parties", "scene", "sum", "minister?", "matter", "place", "other?", "expert?", "aside?"],
    ["other", "scene?", "matter", "parties", "place", "sum", "minister?", "next?"],
    ["expert", "place", "matter", "parties", "sum", "otherMinister?", "scene?", "next?", "aside?"],
  ],
  summaries: [
    "{first} and {second} {did} {what} {sumClause} in {town} after {years} of dispute over {matter}",
    "after {years} of dispute over {matter}, {first} and {second} {did} {what} {sumClause} in {town}",
  ],
  briefs: [
    "{first} and {third} [opened|reopened] talks about {otherMatter}",
    "{third} [lent|gave] {first} {otherSum} for {thing}",
    "the foreign minister of {third} [visits|will visit] {otherTown} on {otherDay}",
  ],
});
