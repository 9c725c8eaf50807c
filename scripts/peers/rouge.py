"""ROUGE by Google's rouge_score, and stems by NLTK, which it stems with: what src/metrics/rouge must agree with.

    pip install rouge-score
    python scripts/peers/rouge.py fixture test/fixtures/rouge.json.gz
    python scripts/peers/rouge.py score FILE [--stem] [--kinds rouge1 rouge2]

`fixture` writes words with their stems and pairs of texts with their scores: all made up here, from a seed. `score` reads
JSON lines {prediction, reference}, scores them as often as it is asked on standard input and says how much processor time that took:
what scripts/bench/rouge.ts compares with.
"""

import argparse
import gzip
import json
import random
import resource
import string
import sys
import time

from nltk.stem.porter import PorterStemmer
from rouge_score import rouge_scorer

KINDS = ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]

VERBS = """agree announce answer argue approve build carry cause charge claim close commit compete control
cry decide deny describe die differ employ enjoy fall fill find fly free gain hiss hop hope indicate invest lead lie
measure move observe occupy offer oppose order pay plan play predict prefer proceed produce rate refer relate rely
repeat report reply run say sell serve sing size sky spy stop study succeed supply tan tie try use vary verify visit
wait win write yield argue emphasise generalize legalize modernise organize""".split()
NOUNS = """ability abbey analogy apology archaeology army baby bus business canning child church city class
company council country critic day decision diary economy election energy family feed geology goodness government
half hero history hospital house inning journey law leaf letter library market match media minister money news
operator outing party people person philosophy police potato price probability process relation river road school
science sea series share speech state story strike success tax team theology theory thesis union valley vote wage
wife winner woman year""".split()
ADJECTIVES = """able actual big boyish callous central conditional decisive different digital early economic
electrical equal fatal feudal final formal formative free full geological gyroscopic happy hesitant homologous hopeful
ideal legal logical musical national noisy normal obvious political possible probable rational radical real ready
red regional rich sad sensible sensitive shy social technical total universal usual vile whole wise""".split()
ENDINGS = """s es ed d ing er ers est ly y ies ied eed ee ness nesses ful fully fulness less al ally alism alist
ality aliti alize alized ation ations ational ator ators ative ive ively iveness ivity iviti ize izer izers ization
ized izing able ably ability biliti ible ibly ance ances ancy anci ence ences ency enci ent ently ant antly ment
ments mental ement ion ions ional ional tional ic ical ically icate icated iciti icity ous ously ousness ism ist ists
ate ated ating at bl iz logi logy ologist ou ll lled lling ss sses zz ff tt yed ying ey y iti eli li bli alli entli
ousli fulli th s' e""".split()
SMALL = """the a an of in on at by for from with as and or but that which who after before while it they its their
this no not more than over under was were is are has have had will would may can could""".split()
NAMES = """Ada Bo Cleo Dov Esme Faro Gwen Hugo Ines Jory Kira Lund Mara Nils Orla Pax Quin Rhea Soren Tova Ulla
Vega Wren Xeno Yara Zeno Northport Eastvale Brindle Castor Delmont Elmridge""".split()
UNICODE = ["café", "naïve", "Zürich", "Ærø", "Ελλάδα", "ΟΔΟΣ", "Москва", "東京", "日本語のニュース", "한국", "مرحبا",
           "İstanbul", "DİYARBAKIR", "ısı", "Kelvin", "273K", "Åland", "ﬁnance", "naı̈ve", "e\u0301tude",
           "straße", "STRASSE", "x²", "½", "№5", "٣٤", "１２３", "ＡＢＣ", "ⅷ", "😀", "👩‍👩‍👧", "soft\u00adhyphen", "zero\u200bwidth",
           "non\u00a0breaking", "line\u2028separator", "next\u0085line", "dash—dash", "“quoted”", "l’été", "ſharp", "🅰",
           "\ufeffmark", "Ǆ", "ŉ", "ᾳ", "\u0130\u0131"]
NUMBERS = "0 1 7 12 1984 2,500 3.14 1st 22nd 1990s 50% $1.2m €3bn 10-year 7:45 -5 1/2 1e9 007 c3po b2b x86".split()
PUNCTUATION = list(".,;:!?-–—()[]{}'\"/\\&*#@%^~`|_+=<>…·•§¶")


def inflected(random_, word):
    """A word with an ending, joined as one might spell it or not."""
    if random_.random() < 0.4:
        return word
    ending = random_.choice(ENDINGS)
    how = random_.random()
    if how < 0.35 and word.endswith("e"):
        word = word[:-1]
    elif how < 0.5 and word.endswith("y"):
        word = word[:-1] + "i"
    elif how < 0.6:
        word += word[-1]
    return word + ending


def word(random_):
    kind = random_.random()
    if kind < 0.42:
        return random_.choice(SMALL)
    if kind < 0.9:
        return inflected(random_, random_.choice(random_.choice([VERBS, NOUNS, ADJECTIVES])))
    return random_.choice(NAMES if kind < 0.97 else NUMBERS)


def sentence(random_, length):
    words = [word(random_) for _ in range(length)]
    for i in range(len(words) - 1):
        if random_.random() < 0.06:
            words[i] += random_.choice([",", ";", ":", " –", "'s", ".", "”"])
    text = " ".join(words)
    return text[:1].upper() + text[1:] + random_.choice([".", ".", ".", "!", "?", ""])


def edited(random_, text):
    """The same with words left out, put in, moved and inflected otherwise."""
    words = []
    for one in text.split(" "):
        what = random_.random()
        if what < 0.15:
            continue
        if what < 0.25:
            words.append(word(random_))
        words.append(inflected(random_, one.lower()) if what > 0.85 else one)
    if len(words) > 4 and random_.random() < 0.4:
        cut = random_.randrange(len(words))
        words = words[cut:] + words[:cut]
    return " ".join(words)


def paragraph(random_, sentences, separator="\n"):
    return separator.join(sentence(random_, random_.randint(1, 18)) for _ in range(sentences))


def strange(random_):
    parts = [random_.choice(random_.choice([UNICODE, PUNCTUATION, NUMBERS, SMALL])) for _ in range(random_.randint(0, 12))]
    return random_.choice(["", " ", " ", "\t", "\n"]).join(parts)


def lines(random_):
    ends = ["\n", "\n", "\n\n", "\r\n", "\r", "\u2028", "\n \n", "\n.\n", "\v", "\x85"]
    text = random_.choice(["", "", "\n"])
    for _ in range(random_.randint(1, 6)):
        text += sentence(random_, random_.randint(0, 9)) + random_.choice(ends)
    return text


def few_words(random_):
    """Of a small alphabet, so that there are many common subsequences of one length."""
    alphabet = "a b c dd ee fff".split()[: random_.randint(1, 6)]
    words = [random_.choice(alphabet) for _ in range(random_.randint(0, 40))]
    return "".join(one + (random_.choice("\n ") if random_.random() < 0.3 else " ") for one in words)


def anything(random_):
    return random_.choice([strange, lines, few_words])(random_) if random_.random() < 0.7 else sentence(random_, 8)


def pairs(random_):
    """(prediction, references)"""
    yield from [("", [""]), ("", ["a"]), ("a", [""]), ("\n", ["\n\n"]), ("a", ["a"]), ("...", ["!!"]), ("a\n\nb", ["b\na"])]
    yield from [(one, [one.lower()]) for one in UNICODE]
    for _ in range(900):
        reference = sentence(random_, random_.randint(1, 30))
        yield edited(random_, reference), [reference]
    for _ in range(300):
        reference = paragraph(random_, random_.randint(2, 6))
        prediction = edited(random_, reference)
        yield prediction.replace(". ", ".\n"), [reference]
    for _ in range(250):
        reference = few_words(random_)
        yield few_words(random_), [reference]
    for _ in range(200):
        yield strange(random_), [strange(random_)]
    for _ in range(150):
        text = lines(random_)
        yield edited(random_, text), [text]
    for _ in range(200):
        reference = sentence(random_, random_.randint(3, 20))
        yield edited(random_, reference), [edited(random_, reference) for _ in range(random_.randint(2, 4))]
    for _ in range(100):
        yield anything(random_), [anything(random_) for _ in range(random_.randint(1, 3))]
    for count in (29, 30, 31, 59, 60, 61, 127, 128, 129, 300):
        reference = sentence(random_, count)
        yield edited(random_, reference), [reference]


def long_pairs(random_):
    """Of thousands of words: told by seeds, since both sides can make them."""
    yield {"seed": 11, "words": 10_000, "vocabulary": 3_000, "line": 0}
    yield {"seed": 12, "words": 10_000, "vocabulary": 400, "line": 20}
    yield {"seed": 13, "words": 2_500, "vocabulary": 40, "line": 700}
    yield {"seed": 14, "words": 1_000, "vocabulary": 3, "line": 0}


def long_text(seed, words, vocabulary, line):
    """Words of x and a number, drawn by xorshift32; a line break every so many, if any."""
    state = seed
    text = []
    for i in range(1, words + 1):
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        text.append(f"x{state % vocabulary}" + ("\n" if line and i % line == 0 else " "))
    return "".join(text)


def stems(random_):
    words = set()
    for one in [*VERBS, *NOUNS, *ADJECTIVES]:
        for ending in ENDINGS:
            for base in (one, one[:-1], one[:-1] + "i", one + one[-1]):
                words.add((base + ending).replace("'", ""))
    words = set(random_.sample(sorted(words), 9_000))
    for _ in range(3_000):
        base = "".join(random_.choice("aeiouyyybcdlnrstwxz1") for _ in range(random_.randint(1, 5)))
        words.add(base + random_.choice(["", *ENDINGS]).replace("'", ""))
    words |= {"skies", "dying", "lying", "tying", "innings", "outings", "cannings", "howe", "exceed", "proceed", "succeed"}
    words |= {"".join(random_.choices(string.ascii_lowercase, k=k)) for k in (1, 2, 3, 4, 20, 60) for _ in range(30)}
    words |= {"yyyyying", "yyed", "ies", "ied", "sses", "eed", "ing", "ed", "alli", "ational", "logi", "0ing", "2020s"}
    stem = PorterStemmer().stem
    return {one: stem(one) for one in sorted(words)}


def scored(prediction, references):
    """By kind: precision, recall and F without, then with stems."""
    result = {kind: [] for kind in KINDS}
    for stem in (False, True):
        scores = SCORERS[stem].score_multi(references, prediction)
        for kind in KINDS:
            result[kind] += list(scores[kind])
    return list(result.values())


SCORERS = {stem: rouge_scorer.RougeScorer(KINDS, use_stemmer=stem) for stem in (False, True)}


def write_fixture(path):
    random_ = random.Random(20260)
    cases = [[prediction, references, scored(prediction, references)] for prediction, references in pairs(random_)]
    long = []
    for spec in long_pairs(random_):
        other = {**spec, "seed": spec["seed"] + 100}
        long.append([other, spec, scored(long_text(**other), [long_text(**spec)])])
    content = {"kinds": KINDS, "stems": stems(random_), "cases": cases, "long": long}
    with gzip.GzipFile(path, "wb", compresslevel=9, mtime=0) as file:
        file.write(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode())
    print(len(cases), "pairs,", len(long), "long ones,", len(content["stems"]), "stems")


def score_on_demand(path, kinds, stem):
    with open(path, encoding="utf8") as file:
        rows = [json.loads(line) for line in file]
    scorer = rouge_scorer.RougeScorer(kinds, use_stemmer=stem)
    for request in sys.stdin:
        start = time.process_time()
        total = 0.0
        for row in rows[: int(request)]:
            scores = scorer.score(row["reference"], row["prediction"])
            total += sum(scores[kind].fmeasure for kind in kinds)
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "total": total, "peakMiB": peak}), flush=True)


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fixture").add_argument("path")
    score = commands.add_parser("score")
    score.add_argument("path")
    score.add_argument("--kinds", nargs="+", default=["rouge1", "rouge2", "rougeL"])
    score.add_argument("--stem", action="store_true")
    given = parser.parse_args()
    if given.command == "fixture":
        write_fixture(given.path)
    else:
        score_on_demand(given.path, given.kinds, given.stem)


if __name__ == "__main__":
    main()
