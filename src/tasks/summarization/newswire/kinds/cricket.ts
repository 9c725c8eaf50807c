import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { count, grouped } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

const sides = ["Tigers", "Falcons", "Lions", "Eagles", "Sharks", "Wolves", "Hawks", "Bears"];
const ordinals = ["first", "second", "third", "fourth", "fifth"];

export const cricket = defineKind({
  name: "cricket",
  facts(draw) {
    const [star, captain, otherCaptain, other, groundsman] = people(draw, 5);
    const [home, away, ground, otherTown] = towns(draw, 4);
    const [side, otherSide, thirdSide] = draw.several(sides, 3);
    const [day, otherDay] = weekdays(draw, 2);
    const byRuns = draw.chance(0.5);
    const total = draw.between(182, 340);
    const margin = byRuns ? draw.between(4, 96) : draw.between(2, 9);
    const feat = draw.chance(0.5)
      ? `made ${draw.between(78, 156)}`
      : `took ${draw.between(4, 7)} for ${draw.between(19, 68)}`;
    return {
      team: { full: `${home} ${side}`, short: `the ${side}` },
      other: { full: `${away} ${otherSide}`, short: `the ${otherSide}` },
      third: `${otherTown} ${thirdSide}`,
      star: star!,
      captain: captain!,
      captainRole: template("[the winning captain|captain of the {side}]"),
      otherCaptain: otherCaptain!,
      otherCaptainRole: template("[the losing captain|captain of the {otherSide}]"),
      batter: other!,
      groundsman: groundsman!,
      groundsmanRole: draw.pick(["the groundsman", "who looks after the pitch", "who coaches at the club"]),
      side: side!,
      otherSide: otherSide!,
      ground: ground!,
      day: day!,
      otherDay: otherDay!,
      margin: byRuns ? `${margin} runs` : `${count(margin)} wickets`,
      oldMargin: draw.chance(0.5) ? `${draw.between(4, 96)} runs` : `${count(draw.between(2, 9))} wickets`,
      feat,
      total: String(total),
      batterRuns: String(draw.between(31, 77)),
      overs: String(draw.between(38, 49)),
      nth: draw.pick(ordinals),
      competition: draw.pick(["county final", "one-day cup", "championship", "trophy", "summer league"]),
      crowd: grouped(draw.between(12, 190) * 100),
      age: count(draw.between(18, 39)),
      rain: count(draw.between(20, 95)),
    };
  },
  sentences: {
    scene: [
      "[dark clouds|heavy clouds] [hung|stood] over {ground} [all day|all afternoon], and the players [went off|left the field] for {rain} minutes",
      "the [queue|line] outside the ground in {ground} was [long|already long] [on {day} morning|when the gates opened]",
      "it was the {nth} time this [season|summer] that {crowd} people had come to [see|watch] {a competition} match in {ground}",
      "the pitch [at|in] {ground} had been [slow|dry|green] all week, and [both captains wanted|everybody expected] to bat first",
      "few [people|supporters] [at|in] {ground} will forget {day} [soon|in a hurry]",
    ],
    teams: [
      "{team} [met|played|faced] {other} in the {competition} on {day}",
      "the {competition} had [brought|sent] {team} and {other} to {ground}",
      "{other} had won the toss against {team} in the {competition} at {ground} and [put them in|chose to bowl]",
    ],
    margin: [
      "the {side} [won|came out on top] by {margin} [in the end|]",
      "in the end the {otherSide} [lost|were beaten] by {margin}",
      "it was a win by {margin} for the {side}",
    ],
    feat: [
      "nobody [played|did] better than {star}, who {feat}",
      "{star} {feat} and was [named|chosen as] player of the match",
      "[much|most] of that was the work of {star}, who {feat}",
    ],
    batter: [
      "{batter} had [made|scored] {batterRuns} before [a run-out|a fine catch] ended the innings",
      "for the {otherSide}, {batter} [hit|made] {batterRuns}, but [found|had] little support",
      "{batter}, only {age}, took three wickets in {overs} overs of [hard|patient] work by the attack",
    ],
    captain: quoted("captain", "captainRole", [
      "We have [talked|dreamed] about [days like this|this] since [the spring|last year]",
      "The bowlers were [patient|calm], and that [won us the game|was the difference]",
      "We never thought that {total} [was|would be] enough",
    ]),
    otherCaptain: quoted("otherCaptain", "otherCaptainRole", [
      "We dropped [three|too many] catches, and you [pay for that|cannot do that]",
      "I would [do the same|make the same choice] at the toss again",
      "We [lost our way|slowed down] in the middle of the innings",
    ]),
    groundsman: quoted("groundsman", "groundsmanRole", [
      "I have not seen [a crowd|a pitch] like [this|that] for {age} years",
      "It was [a good wicket|hard work], whatever [the teams|they] may say",
    ]),
    total: [
      "the total of {total} had [looked|seemed] [low|modest] [at first|at the break]",
      "{total} was the [highest|lowest] first-innings score [at|in] {ground} [this year|this season]",
    ],
    history: [
      "when the sides [last met|met last year], the {otherSide} won by {oldMargin}",
      "at home, {third} [won|had won] by {oldMargin} on {otherDay}",
      "{third} [play|are at home] next on {otherDay}",
    ],
  },
  plans: [
    [
      "scene",
      "teams",
      "margin",
      "feat",
      "batter?",
      "captain?",
      "otherCaptain?",
      "total?",
      "history?",
      "aside?",
    ],
    ["teams", "total?", "batter?", "feat", "margin", "otherCaptain?", "captain?", "history?", "aside?"],
    ["captain", "teams", "feat", "scene?", "margin", "batter?", "history?", "aside?"],
    ["groundsman", "scene", "teams", "margin", "total?", "batter?", "feat", "captain?", "history?"],
    ["history", "teams", "scene", "feat", "batter?", "margin", "otherCaptain?", "captain?", "aside?"],
  ],
  summaries: [
    "{star} {feat} as {team} beat {other} by {margin} in the {competition} at {ground}",
    "{team} beat {other} by {margin} in the {competition} at {ground} after {star} {feat}",
  ],
  briefs: [
    "{team} [beat|lost to] {other} by {margin} in {ground}",
    "{star} {feat} for {third} on {otherDay}",
    "the cricketer {batter} will [leave|join] {team} [at the end of the season|next summer]",
  ],
});
