import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { count, grouped } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

const clubs = [
  "United",
  "City",
  "Rovers",
  "Athletic",
  "Wanderers",
  "Town",
  "Albion",
  "Rangers",
  "County",
  "Villa",
];
const won = template("[ to {team}| for {team}| in favour of {team}]");
const drawn = template(
  "[ and neither side could add to it|, a fair result for both| and both sides took a point]",
);
const verbs = {
  drawn: template("drew with"),
  narrow: template("edged past"),
  plain: template("beat"),
  heavy: template("thrashed"),
};
const moments = [
  "a late penalty",
  "an early header",
  "a long shot in the last minute",
  "two goals in three minutes",
  "a free kick after the break",
  "a goal in stoppage time",
  "a hat-trick",
  "a fine overhead kick",
  "a corner in the first minute",
  "a low shot from the edge of the box",
  "a volley before half-time",
  "a quick counter-attack",
];

export const football = defineKind({
  name: "football",
  facts(draw) {
    const [scorer, coach, otherCoach, keeper] = people(draw, 4);
    const [town, otherTown, thirdTown, fourthTown] = towns(draw, 4);
    const [club, otherClub, thirdClub] = draw.several(clubs, 3);
    const [moment] = draw.several(moments, 1);
    const [day, otherDay] = weekdays(draw, 2);
    const low = draw.pick([0, 0, 1, 1, 1, 2]);
    const isDraw = draw.chance(0.2);
    const goals =
      moment === "a hat-trick"
        ? Math.max(3, low + 1)
        : moment === "two goals in three minutes"
          ? Math.max(2, low + 1)
          : low + draw.pick([1, 1, 2, 2, 3]);
    const high = isDraw ? Math.max(1, goals - 1) : goals;
    const score = isDraw ? `${high}-${high}` : `${high}-${low}`;
    const margin = high - low;
    const team = { full: `${town} ${club}`, short: town! };
    const other = { full: `${otherTown} ${otherClub}`, short: otherTown! };
    const isHome = draw.chance(0.6);
    return {
      team,
      other,
      third: `${thirdTown} ${thirdClub}`,
      town: isHome ? town! : otherTown!,
      fourthTown: fourthTown!,
      scorer: scorer!,
      coach: coach!,
      coachRole: draw.pick([`the ${town} coach`, `the ${town} manager`, `${town}'s head coach`]),
      otherCoach: otherCoach!,
      otherCoachRole: draw.pick([
        `the ${otherTown} coach`,
        `the ${otherTown} manager`,
        `who coaches ${otherTown}`,
      ]),
      keeper: keeper!,
      moment: moment!,
      day: day!,
      otherDay: otherDay!,
      score,
      home: isHome ? team : other,
      away: isHome ? other : team,
      side: isHome ? "home" : "visiting",
      outcome: isDraw ? drawn : won,
      beat: isDraw ? verbs.drawn : margin === 1 ? verbs.narrow : margin === 2 ? verbs.plain : verbs.heavy,
      league: draw.pick([
        "Northern League",
        "Southern League",
        "Premier Cup",
        "Coast League",
        "Valley Cup",
        "National Shield",
      ]),
      crowd: grouped(draw.between(21, 480) * 100 + draw.between(0, 99)),
      oldScore: `${draw.between(0, 4)}-${draw.between(0, 4)}`,
      thirdScore: `${draw.between(0, 3)}-${draw.between(0, 3)}`,
      place: draw.pick([
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
      ]),
      points: count(draw.between(13, 58)),
      minute: draw.pick(["ninth", "12th", "19th", "26th", "34th", "41st", "53rd", "62nd", "71st", "78th"]),
      season: count(draw.between(5, 24)),
    };
  },
  sentences: {
    scene: [
      "the [rain|snow|wind] [never stopped|did not let up] [in|at] {town}, but [most of |]the {crowd} [fans|supporters] [stayed|sang] to the end",
      "{crowd} [people|supporters|fans] [filled|came to] the ground in {town} on {day} [night|evening|afternoon]",
      "there was a [nervous|strange|happy] mood [in|around] {town} on {day}",
      "{coach} had [changed|moved|rested] {season} players in the past month and had been [asked|criticised] about it all week",
      "[the last time|when last] these two [met|played], it [ended|finished] {oldScore}",
      "{team} had [gone|waited] {season} [weeks|days] [without a game|to play this match], and it showed in the [first half|opening minutes]",
    ],
    teams: [
      "{home} [were at home to|received|hosted] {away} in the {league} on {day}",
      "the {league} [brought|sent] {away} to {home} on {day}",
      "{home} and {away} met in the {league} [on {day}|in front of {crowd} fans]",
    ],
    score: [
      "it [ended|finished] {score}{outcome}",
      "the [final score|score at the end|result] was {score}{outcome}",
      "when the referee [blew for the last time|ended it], it was {score}{outcome}",
    ],
    moment: [
      "the [moment people will remember|decisive moment|moment that mattered] was {moment} by {scorer}",
      "{scorer} [decided it|made the difference] with {moment}",
      "what settled the [match|game] was {moment} from {scorer}",
    ],
    chances: [
      "{keeper} had [hit|struck] the [post|bar] in the {minute} minute",
      "[earlier|before that], in the {minute} minute, {keeper} [missed|wasted] [an open goal|a clear chance]",
      "{keeper} was [sent off|taken off injured] in the {minute} minute",
    ],
    coach: quoted("coach", "coachRole", [
      "We [worked|ran] for [every ball|each other], and [I am proud|that is what I ask]",
      "[There is|We have] a long way to go this season",
      "The crowd [helped|carried] us [when it was hard|in the second half]",
    ]),
    otherCoach: quoted("otherCoach", "otherCoachRole", [
      "[We gave the ball away|We lost our shape] too [often|easily]",
      "I thought the referee was [poor|too strict], but that is football",
      "We [travel to|go to] {fourthTown} next, and we must be better there",
    ]),
    table: [
      "{team} are now {place} in the table with {points} points",
      "the [{side} side|{side} team] [stay|are] {place}, with {points} points",
    ],
    others: [
      "in [the other|another] match, {third} [played out|finished] {thirdScore} in {fourthTown}",
      "on {otherDay}, {third} had [needed|used] extra time in a {thirdScore} game [in|at] {fourthTown}",
    ],
    history: [
      "the two [clubs|sides] [met|played] [in the autumn|last season] too, when it was {oldScore}",
      "it was [only |]the [coach's|manager's] {minute} match in charge",
      "{team} have not won [the league|a cup] for {season} years",
    ],
  },
  plans: [
    ["scene", "teams", "score", "moment", "coach?", "otherCoach?", "table?", "others?", "aside?"],
    ["scene", "chances", "teams", "moment", "score", "coach?", "history?", "others?", "aside?"],
    ["coach", "teams", "moment", "chances?", "score", "table?", "otherCoach?", "others?", "aside?"],
    ["others", "teams", "scene", "moment", "score", "otherCoach?", "coach?", "table?"],
    ["history", "scene?", "teams", "chances?", "score", "table?", "moment", "coach", "aside?"],
  ],
  summaries: [
    "{team} {beat} {other} {score} in the {league} with {moment} by {scorer}",
    "{team} {beat} {other} {score} in the {league} thanks to {moment} by {scorer}",
    "{scorer} made the difference with {moment} as {team} {beat} {other} {score} in the {league}",
  ],
  briefs: [
    "{team} [sold|have sold] {scorer} to {other}",
    "{third} played {team} in the {league} in front of {crowd} [fans|supporters]",
    "{coach} [left|will leave] {team} after {season} matches",
  ],
});
