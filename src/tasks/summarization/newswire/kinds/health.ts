import { template } from "../grammar.ts";
import { defineKind, quoted } from "../kind.ts";
import { count, grouped } from "../words/numbers.ts";
import { people } from "../words/people.ts";
import { countries, towns } from "../words/places.ts";
import { weekdays } from "../words/time.ts";

const starts = "Al Bel Cor Dor Fen Lum Mel Nor Orin Pra Ros Sel Tor Vel Zan".split(" ");
const ends = "adin aran ilor ivar omab oxin umide ytol".split(" ");
const risks = [
  "the risk of stroke",
  "the number of asthma attacks",
  "the risk of a heart attack",
  "the number of migraine days",
  "knee pain",
  "stays in hospital",
  "the risk of infection",
  "the number of falls",
  "night-time coughing",
  "the need for dialysis",
  "the risk of broken bones",
  "hay fever symptoms",
];
const effects = ["headaches", "a dry mouth", "tiredness", "a mild rash", "dizziness", "nausea", "poor sleep"];
const cut = template("cut");

export const health = defineKind({
  name: "health",
  facts(draw) {
    const [doctor, patient, critic] = people(draw, 3);
    const [town, otherTown] = towns(draw, 2);
    const [country, otherCountry] = countries(draw, 2);
    const [day] = weekdays(draw, 1);
    const [drug, otherDrug] = draw.several(starts, 2).map((start) => start + draw.pick(ends));
    const [risk, otherRisk] = draw.several(risks, 2);
    const [effect, otherEffect] = draw.several(effects, 2);
    const percent = draw.between(11, 68);
    return {
      drug: drug!,
      otherDrug: otherDrug!,
      risk: risk!,
      otherRisk: otherRisk!,
      effect: effect!,
      otherEffect: otherEffect!,
      doctor: doctor!,
      doctorRole: draw.pick(["who led the trial", "a consultant at the hospital", "the head of research"]),
      patient: patient!,
      patientRole: draw.pick([
        "who took part",
        "a retired bus driver",
        "a parent of two",
        "a gardener",
        "who has been ill since childhood",
      ]),
      critic: critic!,
      criticRole: draw.pick([
        "who advises the health ministry",
        "a family doctor",
        "who works for a patients' group",
      ]),
      hospital: draw.pick([`${town} General Hospital`, `${town} Royal Infirmary`, `the ${town} Clinic`]),
      otherHospital: `${otherTown} Hospital`,
      town: town!,
      country: country!,
      otherCountry: otherCountry!,
      cut,
      strength: percent > 40 ? template("[sharply|dramatically]") : template("[slightly|modestly]"),
      percent: `${percent}%`,
      otherPercent: `${draw.between(5, 60)}%`,
      sidePercent: `${draw.between(2, 19)}%`,
      patients: `${grouped(draw.between(13, 940) * 10)} patients`,
      otherPatients: grouped(draw.between(13, 940) * 10),
      price: `$${draw.between(12, 480)}`,
      months: count(draw.between(4, 36)),
      years: count(draw.between(2, 20)),
      day: day!,
    };
  },
  sentences: {
    scene: [
      "{patient} [had tried|tried] {years} [medicines|treatments] in {years} years, [and none of them|none of which] helped",
      "[doctors|nurses] in {town} [applauded|smiled] when the [envelope was opened|figures came up on the screen] on {day}",
      "[for years|for a long time] [there has been|doctors have had] little [to offer|new] against [this illness|the disease]",
      "{otherDrug} has been the [usual|standard] [treatment|medicine] for {years} years",
      "few [medicines|treatments] have been [awaited|discussed] as [eagerly|much] as {drug}",
    ],
    effect: [
      "the [new |]medicine, {drug}, {strength} reduced {risk}",
      "{drug} was [given|tested] to see whether it [reduces|lowers] {risk}, and it [does|did]",
      "what {drug} [changed|reduced] was {risk}, [doctors|researchers] said",
    ],
    percent: [
      "[compared with|against] [a dummy pill|placebo], [the reduction|the fall] was {percent}; with {otherDrug} it [is|had been] {otherPercent}",
      "the [drop|reduction] was {percent} after {months} months",
      "[an earlier test|a first test] had [promised|shown] {otherPercent}, [but|and] the [final|full] figure is {percent}",
    ],
    trial: [
      "{patients} in {country} and {otherCountry} [took part|were treated] for {months} months",
      "the trial [followed|included] {patients}; {otherPatients} [others were turned away|people had applied]",
      "[altogether|in all], {patients} [had volunteered|volunteered], [most|half] of them in {country}",
    ],
    hospital: [
      "the trial was [led|run] by {hospital}",
      "the [results|figures] were [presented|published] on {day} by {hospital}, [which led|which had organised] the trial",
      "[the team|doctors] at {hospital} [began|started] the [work|trial] {years} years ago",
    ],
    side: [
      "[about|some] {sidePercent} of those who took it [had|complained of] {effect}",
      "the [most common|main] side effect was {effect}, [seen in|reported by] {sidePercent}",
    ],
    doctor: quoted("doctor", "doctorRole", [
      "I have [waited|worked] {years} years to [see|show] [something|a result] like this",
      "It is not a cure, but [people|patients] can [live|sleep] [normally|better] with it",
      "We [watched|looked] for {effect} [above all|most of all] and [found|saw] little",
    ]),
    patient: quoted("patient", "patientRole", [
      "I can [climb|walk up] the stairs [again|without stopping]",
      "I [did not know|could not tell] what was in the pill, but I [felt it|knew] [at once|in a week]",
      "I had {otherEffect} for [a week|{months} months], [then|and then] it [stopped|went away]",
    ]),
    critic: quoted("critic", "criticRole", [
      "At {price} a [month|box], [few|not many] will be able to [pay for|afford] it",
      "{months} months is [short|not long], and we [know nothing|know little] about {otherRisk}",
      "[We|Doctors] should not [forget|throw away] {otherDrug}",
    ]),
    other: [
      "at {otherHospital}, {otherDrug} [reduced|lowered] {otherRisk} by {otherPercent} among {otherPatients} people",
      "a [smaller|similar] trial at {otherHospital} was [stopped|ended early] because of {otherEffect}",
    ],
    next: [
      "the [ministry|authorities] in {country} will [decide|vote] [on it|] [next year|in the spring]",
      "a [month's supply|box] is [expected|likely] to cost {price}",
    ],
  },
  plans: [
    ["scene", "effect", "percent", "trial", "hospital", "patient?", "doctor?", "side?", "other?", "aside?"],
    ["patient", "effect", "hospital", "trial", "percent", "side?", "critic?", "next?", "aside?"],
    ["hospital", "scene?", "effect", "doctor?", "trial", "percent", "side?", "critic?", "next?", "aside?"],
    ["other", "scene?", "effect", "trial", "hospital", "percent", "doctor?", "next?"],
    ["critic", "effect", "scene?", "percent", "hospital", "trial", "side?", "doctor?", "aside?"],
  ],
  summaries: [
    "the medicine {drug} {cut} {risk} by {percent} in a trial of {patients} led by {hospital}",
    "a trial of {patients} led by {hospital} found that the medicine {drug} {cut} {risk} by {percent}",
  ],
  briefs: [
    "the medicine {otherDrug} [cut|reduced] {otherRisk} by {otherPercent}",
    "{otherHospital} [opened|closed] a ward for {otherPatients} patients",
    "the price of {otherDrug} [rose|fell] to {price} in {otherCountry}",
  ],
});
