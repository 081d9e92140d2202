"""The baseline to measure the claim model against: a greedy averaged perceptron over words and affixes that labels triggers.
baseline.py KIT FOLDS [EPOCHS]: trained on four folds (tools/train-claims writes them), scored on the fifth, strict spans."""
import collections
import json
import random
import re
import sys

TOKEN = re.compile(r"\w+(?:[-'’.]\w+)*|[^\w\s]")


def attributes(words, i):
    w = words[i]
    around = [words[k].lower() if 0 <= k < len(words) else "#" for k in range(i - 2, i + 3)]
    low = around[2]
    return (f"0{low}", f"-1{around[1]}", f"+1{around[3]}", f"-2{around[0]}", f"+2{around[4]}", f"p{low[:3]}", f"p4{low[:4]}",
            f"s{low[-3:]}", f"s2{low[-2:]}", f"-0{around[1]} {low}", f"0+{low} {around[3]}", f"c{w[:1].isupper()}{w.isupper()}",
            f"s-{around[1][-3:]}", f"s+{around[3][-3:]}")


def sentences(doc):
    """Of each sentence: words, their byte spans, labels (B-, I- and the type, or O)."""
    text = doc["text"]
    at = [0]
    for ch in text:
        at.append(at[-1] + len(ch.encode()))
    begins = {e["first"]: e for e in doc["events"]}
    words, spans, labels, inside = [], [], [], None
    for m in TOKEN.finditer(text):
        first, last = at[m.start()] + 1, at[m.end()]
        if words and ("\n" in text[m.start() - 1:m.start()] or words[-1] in ".!?"):
            yield words, spans, labels
            words, spans, labels, inside = [], [], [], None
        e = begins.get(first)
        if e and last <= e["last"]:
            inside = e
            labels.append("B-" + e["type"])
        elif inside and last <= inside["last"]:
            labels.append("I-" + inside["type"])
        else:
            inside = None
            labels.append("O")
        words.append(m.group())
        spans.append((first, last))
    if words:
        yield words, spans, labels


def greedy(weights, classes, words, learn=None):
    before, before2, out = "O", "O", []
    for i in range(len(words)):
        features = attributes(words, i) + (f"t{before}", f"t2{before2} {before}", f"t{before} {words[i].lower()}")
        scores = collections.defaultdict(float)
        for f in features:
            for c, v in weights.get(f, {}).items():
                scores[c] += v
        best = max(classes, key=lambda c: (scores[c], c))
        if learn:
            learn(i, best, features)
        before, before2 = best, before
        out.append(best)
    return out


def train(data, classes, epochs):
    weights, totals, stamps, now = {}, collections.defaultdict(float), collections.defaultdict(int), 0
    order = random.Random(1)
    for _ in range(epochs):
        order.shuffle(data)
        for words, _, labels in data:
            def learn(i, guess, features):
                nonlocal now
                now += 1
                if guess == labels[i]:
                    return
                for f in features:
                    row = weights.setdefault(f, {})
                    for c, step in ((labels[i], 1), (guess, -1)):
                        totals[f, c] += (now - stamps[f, c]) * row.get(c, 0)
                        stamps[f, c] = now
                        row[c] = row.get(c, 0) + step
            greedy(weights, classes, words, learn)
    return {f: {c: (totals[f, c] + (now - stamps[f, c]) * v) / now for c, v in row.items()} for f, row in weights.items()}


def events(spans, labels):
    out, i = set(), 0
    while i < len(labels):
        j = i + 1
        if labels[i] != "O":
            while j < len(labels) and labels[j] == "I-" + labels[i][2:]:
                j += 1
            out.add((labels[i][2:], spans[i][0], spans[j - 1][1]))
        i = j
    return out


def main(kit, folds, epochs=5):
    fold = dict(line.split() for line in open(folds))
    docs = [json.loads(line) for line in open(f"{kit}/claims/gold.jsonl", encoding="utf-8")]
    read = {d["id"]: list(sentences(d)) for d in docs}
    classes = sorted({c for s in read.values() for _, _, labels in s for c in labels})
    right = found = wanted = 0
    for k in sorted(set(fold.values())):
        weights = train([s for d in docs if fold[d["id"]] != k for s in read[d["id"]]], classes, int(epochs))
        for d in docs:
            if fold[d["id"]] == k:
                gold = {(e["type"], e["first"], e["last"]) for e in d["events"]}
                told = set().union(*(events(s[1], greedy(weights, classes, s[0])) for s in read[d["id"]]))
                right, found, wanted = right + len(gold & told), found + len(told), wanted + len(gold)
    print(f"baseline: trigger_f1 {2 * right / (found + wanted):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
