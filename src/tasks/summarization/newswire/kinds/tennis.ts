import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { count } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { countries, towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

const rounds = ["first round", "second round", "third round", "quarter-finals", "semi-finals", "final"];
const wonSets = ["6-0", "6-1", "6-2", "6-3", "6-4", "7-5", "7-6"];
const lostSets = ["2-6", "3-6", "4-6", "5-7", "6-7", "1-6"];
const reasons = [
  "a painful shoulder",
  "a long break for rain",
  "a warning from the umpire",
  "a bad start",
  "a problem with a knee",
  "a change of racket",
  "a broken string",
  "a heavy cold",
  "two match points against",
  "a row about a line call",
];
const straight = template("[without losing a set|in straight sets]");
const three = template("[in three sets|after losing a set]");

export const tennis = defineKind({
  name: "tennis",
  facts(draw) {
    const [winner, loser, next, coach] = people(draw, 4);
    const [town, otherTown] = towns(draw, 2);
    const [country, otherCountry, nextCountry] = countries(draw, 3);
    const [day] = weekdays(draw, 1);
    const [a, b] = [draw.pick(wonSets), draw.pick(wonSets)];
    const isStraight = draw.chance(0.55);
    const lost = draw.pick(lostSets);
    const sets = isStraight ? [a, b] : draw.chance(0.5) ? [lost, a, b] : [a, lost, b];
    return {
      winner: winner!,
      loser: loser!,
      next: next!,
      coach: coach!,
      coachRole: template("[who coaches {winner}|the coach]"),
      winnerRole: draw.pick([
        "who turned professional at 16",
        "who is coached by a cousin",
        "playing in the main draw for the first time",
      ]),
      loserRole: draw.pick(["who won here two years ago", "the crowd's favourite", "a finalist last year"]),
      country: country!,
      otherCountry: otherCountry!,
      nextCountry: nextCountry!,
      tournament: `${town} ${draw.pick(["Open", "Masters", "Classic"])}`,
      otherTournament: `${otherTown} ${draw.pick(["Open", "Masters", "Classic"])}`,
      day: day!,
      round: draw.pick(rounds),
      score: sets.join(", "),
      oldScore: `${draw.pick(wonSets)}, ${draw.pick(wonSets)}`,
      manner: isStraight ? straight : three,
      reason: draw.pick(reasons),
      otherReason: draw.pick([
        "a sore back",
        "poor light",
        "strong wind",
        "the noise of the crowd",
        "tired legs",
      ]),
      otherSeed: count(draw.between(2, 12)),
      aces: count(draw.between(5, 27)),
      faults: count(draw.between(3, 14)),
      minutes: String(draw.between(62, 188)),
      prize: `$${draw.between(20, 900)},000`,
    };
  },
  sentences: {
    scene: [
      "[centre court|the main court] was [full|packed] [long before noon|to the last seat] on {day}, [and|though] the [sun|heat] was [hard to bear|fierce]",
      "the [crowd|public] had come to see {loser}, who had [won|lost] {otherSeed} matches this year",
      "it took {minutes} minutes, {aces} aces and [a lot of|some] patience",
      "[there was|the day began with] a long delay on {day}, and [the players|both players] [walked|came] on court {minutes} minutes late",
      "{next} of {nextCountry} was [already|still] [waiting|resting] in the [changing room|players' lounge] on {day} [evening|afternoon]",
    ],
    match: [
      "{winner} of {country} [met|played|faced] {loser} of {otherCountry} in the {round} of the {tournament}",
      "the {tournament} had reached the {round}, and {loser} of {otherCountry} [met|faced|was up against] {winner} of {country}",
      "in the {round} of the {tournament}, {winner} of {country} and {loser} of {otherCountry} [met|played] for the first time this year",
    ],
    score: [
      "{winner} won {score}, {manner}",
      "it [ended|finished] {score} to {winner}",
      "the scoreboard [said|read] {score} when {loser} [shook hands|walked to the net] in defeat",
    ],
    reason: [
      "{winner} had to [overcome|deal with] {reason}",
      "the [win|victory] came despite {reason}, [which had worried the coach|as the umpire confirmed]",
      "[not even|nothing, not even] {reason} could [stop|hold back] {winner}",
    ],
    loser: [
      "{loser} [complained of|was troubled by] {otherReason} and [made|served] {faults} double faults",
      "[the statistics show|there were] {aces} aces, and {faults} double faults by {loser}",
    ],
    winnerQuote: quoted("winner", "winnerRole", [
      "I [kept|just kept] telling myself to [breathe|stay calm]",
      "I [slept badly|was nervous], but the first point [helped|changed everything]",
      "My [family|mother] [is here|came to watch], and that [means a lot|gave me strength]",
    ]),
    loserQuote: quoted("loser", "loserRole", [
      "I had my chances, [above all|mainly] on [the second serve|break points]",
      "I [will|have to] rest now and then [think about|prepare for] the {otherTournament}",
      "Today [was not my day|I was second best]",
    ]),
    coachQuote: quoted("coach", "coachRole", [
      "We [worked|spent {faults} weeks] on the serve, and [now you see why|it shows]",
      "There is [still|] a lot to [improve|do]",
    ]),
    next: [
      "the next opponent is {next} of {nextCountry}, [who won {oldScore}|seeded {otherSeed}]",
      "the [winner|player from {country}] will now [meet|play] {next}, [the number {otherSeed} seed|who is from {nextCountry}]",
    ],
    money: [
      "the [winner of the tournament|champion] [will receive|gets] {prize}",
      "the two [last met|had met] a year ago at the {otherTournament}, where {loser} won {oldScore}",
    ],
  },
  plans: [
    ["scene", "match", "score", "reason", "loser?", "winnerQuote?", "next?", "money?", "aside?"],
    ["match", "loser?", "reason", "score", "winnerQuote?", "loserQuote?", "next?", "money?", "aside?"],
    ["winnerQuote", "match", "reason", "money?", "score", "loser?", "next?", "aside?"],
    ["next", "scene", "match", "score", "reason", "loserQuote?", "coachQuote?", "money?"],
    ["coachQuote", "scene", "match", "loser?", "reason", "score", "loserQuote?", "next?", "aside?"],
    ["loserQuote", "money", "match", "score", "reason", "scene?", "next?", "coachQuote?"],
  ],
  summaries: [
    "{winner} beat {loser} {score} in the {round} of the {tournament} despite {reason}",
    "despite {reason}, {winner} beat {loser} {score} in the {round} of the {tournament}",
  ],
  briefs: [
    "{winner} of {country} [beat|defeated] {loser} {score} [at|in] the {otherTournament}",
    "the tennis player {next} [pulled out of|will miss] the {otherTournament} with an injury",
    "prize money at the {otherTournament} will [rise|be cut] to {prize}",
  ],
});
