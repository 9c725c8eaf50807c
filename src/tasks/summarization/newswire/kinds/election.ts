import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { count, grouped } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { regions, towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

const parties = [
  "Reform Party",
  "Green Alliance",
  "Civic Union",
  "Labour Front",
  "National Party",
  "Liberal League",
  "People's Party",
  "Progress Party",
  "Workers' Party",
  "Democratic Union",
];
const issues = [
  "cheaper housing",
  "lower taxes",
  "better buses",
  "flood defences",
  "new schools",
  "clean water",
  "safer streets",
  "jobs for young people",
  "shorter hospital waiting lists",
  "an end to corruption",
  "free school meals",
  "cheaper childcare",
];

const narrowly = { verb: template("narrowly beat"), mood: template("[close|tight|tense]") };
const plainly = { verb: template("beat"), mood: template("[long|lively|busy]") };
const heavily = { verb: template("easily beat"), mood: template("[one-sided|short|confident]") };

export const election = defineKind({
  name: "election",
  facts(draw) {
    const [winner, loser, third, expert] = people(draw, 4);
    const [town, otherTown] = towns(draw, 2);
    const [region] = regions(draw, 1);
    const [party, otherParty, thirdParty] = draw.several(parties, 3);
    const [issue, otherIssue] = draw.several(issues, 2);
    const [day, otherDay] = weekdays(draw, 2);
    const share = draw.between(461, 668);
    const rest = draw.between(21, 98);
    const lost = Math.min(share - draw.between(4, 25), 1000 - share - rest);
    const manner = share - lost < 35 ? narrowly : share > 590 ? heavily : plainly;
    return {
      winner: winner!,
      loser: loser!,
      third: third!,
      expert: expert!,
      expertRole: draw.pick(["who teaches politics", "a political scientist", "a pollster"]),
      winnerRole: draw.pick([
        "who is a former teacher",
        "a doctor by training",
        "a former judge",
        "who grew up on a farm",
        "a union official",
      ]),
      loserRole: draw.pick([
        "who had led the polls",
        "who has held the post since 2014",
        "a former minister",
        "the favourite until last month",
      ]),
      otherTown: otherTown!,
      region: region!,
      post: draw.pick([
        `mayor of ${town}`,
        `governor of ${region}`,
        `police chief of ${town}`,
        `council leader in ${town}`,
        `member of parliament for ${town}`,
      ]),
      party: party!,
      otherParty: otherParty!,
      thirdParty: thirdParty!,
      issue: issue!,
      otherIssue: otherIssue!,
      day: day!,
      otherDay: otherDay!,
      beat: manner.verb,
      mood: manner.mood,
      share: `${share / 10}%`,
      loserShare: `${lost / 10}%`,
      thirdShare: `${rest / 10}%`,
      turnout: `${draw.between(38, 79)}%`,
      oldTurnout: `${draw.between(35, 80)}%`,
      votes: grouped(draw.between(12, 480) * 100 + draw.between(1, 99)),
      stations: count(draw.between(14, 160)),
      years: count(draw.between(4, 20)),
    };
  },
  sentences: {
    scene: [
      "[rain|cold weather|bright sunshine] did not keep voters [away|at home] on {day}, [when|as] {stations} polling stations [opened|were open] [at dawn|until late in the evening]",
      "the counting [went on|lasted] [until dawn|through the night] in [a sports hall|the old town hall] in {otherTown}",
      "it was {a mood} [campaign|race], and it [ended|was settled] on {day}",
      "supporters [sang|danced|cheered] in the [streets|main square] [when|as] the [numbers|results] were read out [late on {day}|on {day} night]",
      "{a mood} campaign for the post of {post} [is over|came to an end on {day}]",
      "[for weeks|all month] the [polls|opinion polls] had [pointed to|promised] a win for {loser}",
    ],
    winner: [
      "{winner} of the {party} will be the next {post}",
      "voters chose {winner}, the candidate of the {party}, as {post}",
      "{winner} is to become {post} for the {party}",
      "the {party} celebrated: its candidate {winner} was elected {post}",
    ],
    share: [
      "{winner} [won|took|received] {share} of the vote and {loser} {loserShare}",
      "with every vote counted, {loserShare} had gone to {loser} of the {otherParty} and {share} to {winner}",
      "the official count gave {winner} {share}, [against|to] {loserShare} for {loser}, who [had led in most polls|stood for the {otherParty}]",
    ],
    third: [
      "{third} of the {thirdParty} [finished third|came third] with {thirdShare}",
      "[only|just] {thirdShare} [of voters chose|went to] {third}, the candidate of the {thirdParty}",
    ],
    issue: [
      "{winner} had [campaigned on|made the race about|fought the campaign on] {issue}, while {loser} [talked of|preferred to speak about|promised] {otherIssue}",
      "[at the heart of|central to] the winning campaign [was|stood] the promise of {issue}",
      "the [winning|successful] campaign was [built on|about] {issue}; [the other side|the {otherParty}] [spoke of|promised] {otherIssue}",
    ],
    winnerQuote: quoted("winner", "winnerRole", [
      "This is a [victory|win] for everybody who [knocked on doors|believed in change]",
      "The [work|hard part] begins [tomorrow|today]",
      "I will be there for those who [voted for|chose] somebody else, too",
    ]),
    loserQuote: quoted("loser", "loserRole", [
      "We [lost|were beaten], and I [wish my opponent well|accept it]",
      "I am [proud of|grateful for] [the campaign we ran|every single vote]",
      "We will [ask for a recount|look hard at what went wrong]",
    ]),
    expert: quoted("expert", "expertRole", [
      "[Nobody|Hardly anybody] [saw this coming|expected this] in {region}",
      "Young voters [made the difference|decided it], above all in {otherTown}",
      "The {otherParty} has [a lot of thinking|much] to do",
    ]),
    turnout: [
      "turnout was {turnout}, [compared with|against] {oldTurnout} at the last election",
      "[officials|election officials] put turnout at {turnout}, after {oldTurnout} last time",
      "about {votes} people [voted|cast a vote], {turnout} of those who [could|were allowed to]",
    ],
    history: [
      "the {otherParty} had held the [post|office] for {years} years",
      "[last time|at the last election], {third} [won with|took] {oldTurnout} of the vote",
      "a vote in [neighbouring |]{otherTown} is [due|planned] [next month|in the spring], with {otherIssue} [again |]the main [subject|theme]",
    ],
  },
  plans: [
    [
      "scene",
      "winner",
      "share",
      "issue",
      "winnerQuote?",
      "loserQuote?",
      "third?",
      "turnout?",
      "history?",
      "aside?",
    ],
    ["winnerQuote", "winner", "turnout?", "share", "issue", "third?", "expert?", "history?", "aside?"],
    ["scene", "turnout", "winner", "issue", "share", "loserQuote?", "expert?", "aside?"],
    ["expert", "issue", "winner", "scene?", "share", "third?", "winnerQuote?", "turnout?"],
    ["history", "scene", "issue", "share", "winner", "winnerQuote?", "turnout?", "third?", "aside?"],
  ],
  summaries: [
    "{winner} {beat} {loser} with {share} of the vote to become {post} after a campaign on {issue}",
    "{winner} was elected {post} with {share} of the vote and {beat} {loser} after a campaign on {issue}",
    "{winner} of the {party} {beat} {loser} with {share} of the vote to become {post}, promising {issue}",
  ],
  briefs: [
    "{winner} was elected {post} with {share} of the vote",
    "{loser} of the {otherParty} [withdrew from|left] the race [for|to become] {post}",
    "people in {otherTown} [go to the polls|will vote] on {otherDay} after a campaign on {otherIssue}",
  ],
});
