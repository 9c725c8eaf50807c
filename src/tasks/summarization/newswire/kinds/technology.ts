import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { companies, electronics } from "../words/companies.ts";
import { count, grouped } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { countries, towns } from "../words/places.ts";
import { workdays } from "../words/time.ts";

const devices = [
  "electric bicycle",
  "kitchen robot",
  "smart watch",
  "pocket camera",
  "hearing aid",
  "electric scooter",
  "baby monitor",
  "folding phone",
  "air cleaner",
  "garden robot",
  "wireless speaker",
  "reading lamp",
];
const faults = [
  "overheating batteries",
  "a loose screw",
  "a weak password",
  "a software error",
  "sharp edges",
  "a fault in the charger",
  "leaking cells",
  "a broken seal",
  "false alarms",
  "a faulty switch",
];
const modelLetters = ["One", "Two", "Three", "Mini", "Max", "Air", "Plus", "Duo"];

export const technology = defineKind({
  name: "technology",
  facts(draw) {
    const [company, rival] = companies(draw, 2, electronics);
    const [boss, customer, expert] = people(draw, 3);
    const [town, otherTown] = towns(draw, 2);
    const [country, otherCountry] = countries(draw, 2);
    const [day, otherDay] = workdays(draw, 2);
    const [device, otherDevice] = draw.several(devices, 2);
    const [fault, otherFault] = draw.several(faults, 2);
    const [units, otherUnits] = draw
      .several(
        [12, 18, 23, 27, 34, 41, 46, 52, 58, 67, 73, 86, 94, 110, 130, 150, 180, 210, 260, 320, 410],
        2,
      )
      .map((thousands) => `${thousands},${draw.pick(["000", "500"])}`);
    const model = draw.pick(modelLetters);
    return {
      company: { full: company!.name.full, short: template("[the company|the firm|the manufacturer]") },
      rival: rival!.name.full,
      boss: boss!,
      bossRole: draw.pick(["the chief executive", "who founded the company", "the head of design"]),
      customer: customer!,
      customerRole: draw.pick([
        "a customer",
        "who bought one in the spring",
        "a student",
        "a chef",
        "a grandparent of five",
      ]),
      expert: expert!,
      expertRole: draw.pick(["who tests products", "of a consumer group", "an engineer"]),
      device: device!,
      otherDevice: otherDevice!,
      model: `${draw.pick(["Nova", "Pico", "Luma", "Zeta", "Orbit", "Flux", "Halo", "Kite"])} ${model}`,
      units: units!,
      otherUnits: otherUnits!,
      fault: fault!,
      otherFault: otherFault!,
      country: country!,
      otherCountry: otherCountry!,
      town: town!,
      otherTown: otherTown!,
      reports: count(draw.between(5, 90)),
      hurt: count(draw.between(2, 12)),
      price: `$${draw.between(39, 899)}`,
      cost: `$${draw.between(12, 940) / 10} million`,
      share: `${draw.between(3, 12)}.${draw.between(1, 9)}%`,
      months: count(draw.between(2, 18)),
      phone: grouped(draw.between(12, 90) * 1000),
      day: day!,
      otherDay: otherDay!,
    };
  },
  sentences: {
    scene: [
      "{customer} had put the {device} [on a shelf|next to the bed] and gone to make tea",
      "it [had been|was] the {device} [everyone|everybody] [wanted|talked about] [last winter|for {months} months]",
      "[shops|dealers] in {otherTown} [cleared|emptied] their shelves [on {day}|before noon on {day}]",
      "[only|just] {months} months ago, {boss} [stood|was] on a stage in {town} and [promised|spoke of] a [revolution|new age]",
      "[the first complaint|a first letter] came from {otherTown} {months} months ago, and [nobody|no one] [answered|took it seriously]",
    ],
    recall: [
      "{company} [is calling|has called] back [its|the] {device}, the {model}",
      "on {day}, {company} [asked|told] owners of the {model}, {a device}, to [send|bring] it back",
      "[anyone|everybody] who owns {a device} of the type {model} should return it, {company} said",
    ],
    units: [
      "[about|some] {units} [were|had been] sold in {country}, [and {otherUnits} were still in store|where it cost {price}]",
      "the [recall|decision] [concerns|affects] {units} [units|devices] in {country}; those sold in {otherCountry}, [about|some] {otherUnits}, [are safe|are not affected]",
      "[buyers|customers] in {country} had [bought|taken home] {units} of them, [many|most] at {price}",
    ],
    fault: [
      "the [problem|trouble] is {fault}, [found|noticed] [after|in] {reports} [reports|cases]",
      "[engineers|inspectors] [traced it|put it down] to {fault}",
      "[tests|a laboratory] had [ruled out|excluded] {otherFault} and [found|pointed to] {fault}",
    ],
    boss: quoted("boss", "bossRole", [
      "We [made a mistake|got it wrong], and we will [put it right|pay for it]",
      "[Every|Each] owner will [get|have] the money back [within|in] {hurt} weeks",
      "[Trust|A good name] takes years to build, [and one bad part can end it|as we all know]",
    ]),
    customer: quoted("customer", "customerRole", [
      "I [liked|loved] it, [until|up to the moment] it [began to smoke|made that noise]",
      "I [called|rang] {hurt} times, and [a machine|nobody] [answered|picked up]",
      "I [paid|spent] {price}, and now I [wait|have nothing]",
    ]),
    expert: quoted("expert", "expertRole", [
      "It was [a question of time|too cheap to be good]",
      "The {otherDevice} of {rival} has the same [supplier|parts], [so watch out|and nobody speaks of it]",
      "[Companies|Firms] [test|check] [too little|less than they say]",
    ]),
    hurt: [
      "{hurt} people [were|had been] [slightly |]hurt, [the ministry|the government] said",
      "there [were|had been] {reports} [complaints|reports], {hurt} of them from {otherCountry}",
    ],
    cost: [
      "the [recall|step] will cost [about|some] {cost}, [analysts|insurers] [said|estimated]",
      "[shares|its shares] fell {share} on {day}",
      "a [telephone|help] line had {phone} calls [on the first day|by {otherDay}]",
    ],
    other: [
      "{rival} [called back|recalled] {otherUnits} units of its {otherDevice} [last year|in the spring] because of {otherFault}",
      "[in|only in] {otherCountry}, {rival} [stopped|had stopped] sales of {a otherDevice} over {otherFault}",
    ],
  },
  plans: [
    ["scene", "recall", "units", "fault", "boss?", "customer?", "hurt?", "cost?", "other?", "aside?"],
    ["customer", "recall", "scene?", "fault", "units", "cost?", "expert?", "aside?"],
    ["recall", "hurt?", "fault", "boss?", "units", "cost?", "other?", "expert?", "aside?"],
    ["other", "scene", "fault", "recall", "units", "hurt?", "boss?", "cost?"],
    ["expert", "scene", "recall", "units", "hurt?", "fault", "boss?", "cost?", "aside?"],
  ],
  summaries: [
    "{company} recalled {units} units of its {device}, the {model}, in {country} because of {fault}",
    "{company} recalled its {device}, the {model}, of which {units} were sold in {country}, because of {fault}",
  ],
  briefs: [
    "{company} [showed|presented] {a device} that [costs|will cost] {price}",
    "{rival} recalled {otherUnits} units of its {otherDevice} in {otherCountry}",
    "{company} will [build|open] a laboratory in {otherTown} for {cost}",
  ],
});
