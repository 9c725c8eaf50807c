/**
 * What fields are usually called, the likeliest first, in lower case and without anything but letters and digits:
 * `isCorrect`, `is_correct` and `Is Correct` are all `iscorrect`.
 */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const chatNames = words("messages conversations conversation chat dialogue dialog turns");

export const inputNames = [
  "prompt",
  ...chatNames,
  ...words(`instruction question query problem input inputs prompts article document source passage context request
    sourcetext inputtext text`),
];

/** What tells inputs apart where their texts are not there. */
export const inputIdNames =
  words(`inputid promptid questionid queryid qid problemid taskid exampleid instructionid
  documentid docid articleid itemid`);

export const outputNames =
  words(`completion completions response responses output outputs generation generations
  generatedtext generated candidate candidates sample samples prediction predictions modeloutput modelanswer
  modelresponse summary summaries hypothesis translation answer answers chosen`);

export const referenceNames =
  words(`reference references referenceanswer target targets gold golden goldanswer
  goldoutput groundtruth expected expectedoutput expectedanswer correctanswer trueanswer ideal solution truth
  highlights answer`);

export const labelNames =
  words(`label labels goldlabel correct iscorrect correctness accuracy truelabel humanlabel
  accepted isaccepted verdict isvalid passed success gold groundtruth`);

export const idNames = words("id uuid guid key rowid sampleid candidateid responseid completionid recordid");
export const weightNames = words("weight weights sampleweight importance importanceweight");
export const groupNames =
  words(`group category topic stratum strata domain subject subset kind difficulty level
  language lang`);

/** Names of numbers that verifiers write. */
export const isScoreName = (name: string): boolean =>
  /scor|reward|rating|log_?p|likelihood|verif|judg|critic|confidence|prob|grade|quality|rouge|bleu|similar|entail/i.test(
    name,
  );

const parts = (name: string): Set<string> =>
  new Set(
    name
      .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u),
  );

const never = words(`id ids uuid guid idx index key seed timestamp datetime date created updated time line row
  embedding embeddings vector unnamed`);
const seldom =
  words(`n num number count total len length size step epoch rank position turn turns year month day token
  tokens char chars words bytes latency duration seconds ms cost price temperature top max min version shard age`);

/** Names of numbers that say nothing of how good an output is: identifiers, times, sizes, settings. */
export function isMetadataName(name: string): boolean {
  const words = parts(name);
  if (never.some((word) => words.has(word))) return true;
  return !isScoreName(name) && seldom.some((word) => words.has(word));
}
