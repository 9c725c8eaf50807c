import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { companies } from "../words/companies.ts";
import { count, grouped, money } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { towns } from "../words/places.ts";
import { workdays } from "../words/time.ts";

const rose = template("[rose|climbed|grew|increased]");
const fell = template("[fell|slipped|dropped|declined]");
const upMood = template("[good|encouraging|strong]");
const downMood = template("[difficult|disappointing|hard]");

export const earnings = defineKind({
  name: "earnings",
  facts(draw) {
    const [company, rival] = companies(draw, 2);
    const [boss, analyst] = people(draw, 2);
    const [town, otherTown] = towns(draw, 2);
    const [day, otherDay] = workdays(draw, 2);
    const isUp = draw.chance(0.55);
    const before = draw.between(25, 980);
    const now = Math.round(before * (1 + ((isUp ? 1 : -1) * draw.between(4, 45)) / 100));
    const [goods, otherGoods] = draw.several(company!.goods, 2);
    const { input, site } = company!;
    const cause = isUp
      ? draw.pick([
          `strong demand for ${goods}`,
          `a fall in the cost of ${input}`,
          `record sales of ${goods}`,
          `its move into ${goods}`,
        ])
      : draw.pick([
          `weak demand for ${goods}`,
          `the rising cost of ${input}`,
          `a fire at its ${town} ${site}`,
          `a strike at its ${town} ${site}`,
          `poor sales of ${goods}`,
        ]);
    return {
      company: company!.name,
      rival: rival!.name.full,
      maker: company!.maker,
      boss: boss!,
      bossRole: draw.pick(["chief executive", "the chief executive", "the finance director"]),
      analyst: analyst!,
      analystRole: draw.pick(["an independent analyst", "an analyst", "who manages a pension fund"]),
      otherTown: otherTown!,
      day: day!,
      otherDay: otherDay!,
      period: draw.pick([
        "first-quarter",
        "second-quarter",
        "third-quarter",
        "fourth-quarter",
        "half-year",
        "full-year",
      ]),
      moved: isUp ? template("rose") : template("fell"),
      movedFreely: isUp ? rose : fell,
      shares: isUp ? template("[rose|gained|added]") : template("[fell|lost|shed]"),
      mood: isUp ? upMood : downMood,
      more: isUp ? template("higher") : template("lower"),
      percent: `${Math.max(1, Math.round((Math.abs(now - before) / before) * 100))}%`,
      amount: money(now),
      before: money(before),
      forecast: money(Math.max(10, now + draw.between(-20, 20) || 1)),
      revenue: money(before * draw.between(6, 14)),
      rivalPercent: `${draw.between(2, 39)}%`,
      rivalMoved: draw.chance(0.5) ? rose : fell,
      sharePercent: `${draw.between(1, 9)}.${draw.between(1, 9)}%`,
      cause,
      otherGoods: otherGoods!,
      site,
      staff: grouped(draw.between(12, 290) * 100),
      jobs: grouped(draw.between(3, 90) * 10),
      dividend: `${draw.between(3, 60)} cents`,
      years: count(draw.between(3, 25)),
    };
  },
  sentences: {
    angle: [
      "investors [had waited|had been waiting] [all week|for days] to hear from {company}, and on {day} they [did|got their answer]",
      "it has been {a mood} [year|few months] for {company}, [the {maker} with {staff} staff|which employs {staff} people]",
      "few [firms|companies] in [the|its] [industry|trade] are watched as closely as {company}, {a maker} [based in|with its head office in] {otherTown}",
      "{company}, which [opened|built] its first {site} in {otherTown} {years} years ago, [published|released] its {period} [results|figures|accounts] on {day}",
      "shares in {company} {shares} {sharePercent} on {day} [after|once] the {maker} [published its figures|opened its books]",
      "[analysts|the market] had expected [something else|a different number] from {company} this time",
    ],
    amount: [
      "{period} profit [came to|was|reached|stood at] {amount}, [against|compared with] {before} a year [earlier|before]",
      "[the accounts|the figures|the results] [showed|put] {period} profit [of|at] {amount}, {percent} {more} than [a year earlier|the {before} of a year ago]",
      "{company} [reported|posted] {period} profit of {amount}; [the same period last year|a year earlier it] [brought|had been] {before}",
    ],
    change: [
      "that was {percent} {more} than [a year earlier|last year|in the same period last year]",
      "profit {movedFreely} [by {percent}|{percent}] [from a year earlier|over the year|on the year]",
      "[set against|compared with] last year, [earnings|profits] {movedFreely} {percent}",
    ],
    cause: [
      "the [main reason|biggest factor] was {cause}, [the {maker}|it] said",
      "[managers|directors|the board] [put it down to|blamed nothing more than|pointed to] {cause}",
      "{company} [put the change down to|explained the change by] {cause}",
      "behind the [number|figure|change] [stood|lay] {cause}, according to [the report|a statement|the accounts]",
    ],
    boss: quoted("boss", "bossRole", [
      "It has been {a mood} [period|few months], and our [people|staff] have worked [very |]hard",
      "We [know|understand] where we [stand|are], and we have a [clear|simple] plan",
      "We will go on [investing|spending] in our {site} and in {otherGoods}",
      "Nobody here is [going to relax|looking back]",
    ]),
    analyst: quoted("analyst", "analystRole", [
      "The market [had hoped for|expected] {forecast}, so [this is a surprise|there will be questions]",
      "The real test [will be|is] {otherGoods}, where {rival} is [ahead|stronger]",
      "I would [watch|keep an eye on] the debt, not the profit",
    ]),
    rival: [
      "{rival}, [a competitor|its closest rival], [said last week|reported on {otherDay}] that its own profit had moved by {rivalPercent}",
      "at {rival}, [its main rival|a smaller competitor], profit {rivalMoved} {rivalPercent} in the same period",
    ],
    revenue: [
      "[revenue|turnover|income] [over the same period|in the period] [came to|reached|was] {revenue}",
      "[revenue|turnover] was [little changed|almost flat] at {revenue}",
    ],
    forecast: [
      "analysts had [forecast|expected|predicted] {forecast} [on average|]",
      "the [average|consensus] forecast [of analysts|in the market] had been {forecast}",
    ],
    staff: [
      "the group employs {staff} people and [plans to hire {jobs} more|has said it may cut {jobs} posts] [next year|before the summer]",
      "[shareholders|investors] will [receive|be paid] a dividend of {dividend} a share [in the spring|next month]",
      "a new {site} near {otherTown} [will open|is due to open] next year, [with|creating] {jobs} jobs",
    ],
    shares: [
      "shares in the [group|{maker}] {shares} {sharePercent} [in early trading|by the close|by noon]",
      "the shares {shares} {sharePercent} on {day}",
    ],
  },
  plans: [
    ["angle", "amount", "change", "cause", "boss?", "analyst?", "rival?", "revenue?", "staff?", "aside?"],
    ["angle", "forecast?", "cause", "amount", "change", "rival?", "boss", "staff?", "shares?", "aside?"],
    ["boss", "angle", "amount", "cause", "change", "forecast?", "analyst?", "aside?"],
    ["rival", "angle", "change", "cause", "amount", "revenue?", "boss?", "analyst?", "shares?"],
    ["angle", "staff?", "change", "amount", "boss", "cause", "shares?", "rival?", "aside?"],
  ],
  summaries: [
    "{company's} {period} profit {moved} {percent} to {amount} because of {cause}",
    "{period} profit at {company} {moved} {percent} to {amount} because of {cause}",
    "{company} said its {period} profit {moved} {percent} to {amount} because of {cause}",
  ],
  briefs: [
    "{company} said {period} profit {moved} {percent} to {amount}",
    "the {maker} {company} reported {period} profit of {amount}",
    "shares in {company} {shares} {sharePercent} after {rival} [cut|raised] its forecast",
  ],
});
