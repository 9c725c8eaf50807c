import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { companies } from "../words/companies.ts";
import { count, grouped } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { towns } from "../words/places.ts";
import { workdays } from "../words/time.ts";

const workers = [
  "drivers",
  "engineers",
  "packers",
  "mechanics",
  "cleaners",
  "technicians",
  "clerks",
  "electricians",
  "guards",
  "cooks",
];
const issues = [
  "longer shifts",
  "a pay freeze",
  "the loss of weekend pay",
  "plans to close a canteen",
  "unpaid overtime",
  "a cut in sick pay",
  "new working hours",
  "the dismissal of a colleague",
  "pension cuts",
  "unsafe machines",
];
const spans = [
  "24 hours",
  "48 hours",
  "three days",
  "four days",
  "five days",
  "six days",
  "ten days",
  "two weeks",
  "three weeks",
];

const begun = template(
  "[will walk out from {otherDay}|are to walk out on {otherDay}|will put down their tools on {otherDay}]",
);
const ended = template("[went back to work|returned to work] on {day}");
const beginLength = template(
  "the [walkout|strike] [is to|will] last {span}, [the union said|longer than one of {otherSpan} last year]",
);
const endLength = template(
  "the [walkout|strike] had lasted {span}, [the union said|longer than one of {otherSpan} last year]",
);
const accepted = template("[accepted|agreed to]");
const rejected = template("[rejected|turned down]");
const endStrike = template("ended a strike of {span}");
const beginStrike = template("will strike for {span}");
const accepting = template("accepting");
const rejecting = template("rejecting");

export const labour = defineKind({
  name: "labour",
  facts(draw) {
    const [company, rival] = companies(draw, 2);
    const [leader, boss, worker, mediator] = people(draw, 4);
    const [town, otherTown] = towns(draw, 2);
    const [day, otherDay] = workdays(draw, 2);
    const [group, otherGroup] = draw.several(workers, 2);
    const [issue, otherIssue] = draw.several(issues, 2);
    const [span, otherSpan] = draw.several(spans, 2);
    const [number, otherNumber] = draw.several(
      [
        120, 180, 240, 310, 360, 420, 480, 550, 620, 700, 780, 850, 940, 1100, 1250, 1400, 1600, 1850, 2100,
        2400, 2800, 3300,
      ],
      2,
    );
    const isEnding = draw.chance(0.3);
    const offers = draw
      .several([12, 15, 18, 20, 22, 25, 28, 30, 32, 35, 38, 40, 42, 45, 48, 50, 55, 60, 65, 70], 3)
      .sort((a, b) => a - b);
    const [low, middle, high] = offers.map((tenths) => `${tenths / 10}%`);
    const offer = isEnding ? middle! : low!;
    return {
      company: company!.name,
      rival: rival!.name.full,
      maker: company!.maker,
      site: company!.site,
      leader: leader!,
      leaderRole: draw.pick([
        "who leads the union",
        "the union's secretary",
        "the chief negotiator of the union",
      ]),
      boss: boss!,
      bossRole: draw.pick(["the head of personnel", "who runs the site", "the operations manager"]),
      worker: worker!,
      workerRole: draw.pick([
        "who has worked there for 11 years",
        "a parent of three",
        "who joined last year",
        "a shop steward",
      ]),
      mediator: mediator!,
      mediatorRole: draw.pick(["a former judge", "the mediator", "who was called in to mediate"]),
      town: town!,
      otherTown: otherTown!,
      group: `${grouped(number!)} ${group!}`,
      otherGroup: `${grouped(otherNumber!)} ${otherGroup!}`,
      trade: group!,
      issue: issue!,
      otherIssue: otherIssue!,
      span: span!,
      otherSpan: otherSpan!,
      offer,
      middle: isEnding ? low! : middle!,
      farOffer: high!,
      action: isEnding ? ended : begun,
      response: isEnding ? accepted : rejected,
      length: isEnding ? endLength : beginLength,
      end: isEnding ? endStrike : beginStrike,
      because: isEnding ? accepting : rejecting,
      vote: `${draw.between(52, 96)}%`,
      cost: `$${draw.between(11, 98) / 10} million`,
      years: count(draw.between(3, 30)),
      day: day!,
      otherDay: otherDay!,
    };
  },
  sentences: {
    scene: [
      "[before dawn|at five in the morning] on {day}, [a fire burned in an oil drum|somebody was handing out soup] [at|outside] the gates in {otherTown}",
      "{worker} had [never|never before] [held|carried] a [banner|sign]",
      "the mood at {company}, the {maker}, has been [bad|tense] for {years} months",
      "the [talks|negotiations] [went on|lasted] until two in the morning, and [both sides|they all] [looked|were] tired",
      "{rival} [settled|had settled] with its own staff [last week|in the spring], [for|at] {middle}",
    ],
    action: [
      "{group} at {company} in {town} {action}",
      "in {town}, {group} who work for {company} {action}",
      "the union said that {group} at the {town} {site} of {company} {action}",
    ],
    span: ["{length}"],
    issue: [
      "the [dispute|quarrel] is about {issue}, [not|and no longer about] {otherIssue}",
      "the [staff|members] [object to|complain about] {issue}, [and the talks led nowhere|announced in the autumn|among other things]",
      "it [all |][began|started] with {issue}; [later came|then there was talk of] {otherIssue}",
    ],
    offer: [
      "[by a vote of|with] {vote}, they {response} [an offer of {offer}|a rise of {offer}], having asked for {farOffer}",
      "the last offer, which the members {response}, was {offer}, [against|compared with] the {farOffer} that [they wanted|the union asked for]",
      "the company had offered {offer}, which [a majority of {vote}|the members] {response}",
    ],
    leader: quoted("leader", "leaderRole", [
      "We [asked|begged] for [respect|an answer] [for|over] {years} months",
      "Our members [are not|never were] [greedy|afraid], they [are tired|want fairness]",
      "[Without|If it were not for] the {trade}, nothing [moves|would move] in that place",
    ]),
    boss: quoted("boss", "bossRole", [
      "We [respect|have heard] the [vote|decision], [and our door is open|but the money is not there]",
      "[One lost day|A single day] costs us {cost}",
      "At {rival}, people [earn|are paid] {middle} less",
    ]),
    worker: quoted("worker", "workerRole", [
      "I [like|love] my work, but I [cannot|can no longer] pay the rent",
      "We [stood|froze] [here|at this gate] in the [rain|cold], and [people|strangers] brought [cake|gloves]",
    ]),
    mediator: quoted("mediator", "mediatorRole", [
      "They are [closer than they think|not far apart]",
      "[It took|We needed] {years} [meetings|drafts] to [agree on a room|get to page one]",
    ]),
    cost: [
      "[the {maker}|analysts] [put|estimated] the cost [of the dispute|] at {cost}",
      "shares in the {maker} fell {farOffer} on {day}",
      "[customers|buyers] in {otherTown} [were told|have been told] to expect delays",
    ],
    other: [
      "at {rival}, {otherGroup} [stopped|had stopped] work for {otherSpan} [over {otherIssue}|in the summer]",
      "{years} years ago, a strike over {otherIssue} lasted {otherSpan}",
      "in {otherTown}, {otherGroup} [voted|will vote] on {otherDay} [on an offer of {middle}|]",
    ],
  },
  plans: [
    ["scene", "action", "span", "issue", "offer", "leader?", "boss?", "cost?", "other?", "aside?"],
    ["worker", "action", "offer", "scene?", "issue", "span", "boss?", "other?", "aside?"],
    ["other", "scene?", "issue", "action", "span", "offer", "leader?", "cost?"],
    ["boss", "action", "span", "leader?", "issue", "offer", "cost?", "other?", "aside?"],
    ["scene", "mediator", "offer", "action", "issue", "span", "worker?", "cost?", "aside?"],
  ],
  summaries: [
    "{group} at {company} in {town} {end} over {issue} after {because} an offer of {offer}",
    "after {because} an offer of {offer}, {group} at {company} in {town} {end} over {issue}",
  ],
  briefs: [
    "{otherGroup} at {rival} [accepted|turned down] a rise of {middle}",
    "{company} and its union will meet on {otherDay} to [talk about|discuss] {otherIssue}",
    "{otherGroup} in {otherTown} [stopped work|began a strike] over {otherIssue}",
  ],
});
