"""Trains the layers of the claim model, by fold for the figures and the calibration, then on all. Run by tools/train-claims."""
import collections
import datetime
import importlib.machinery
import importlib.util
import json
import os
import random
import subprocess
import sys

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

import model as M

FOLDS = 5
TYPES = "data-breach ransom phishing vulnerability-disclosure vulnerability-patch".split()
ROLES = """Victim Attacker Compromised-Data Number-of-Data Number-of-Victim Time Place Tool Attack-Pattern Purpose Damage-Amount
Payment-Method Price Trusted-Entity Vulnerable_System Vulnerable_System_Version Vulnerable_System_Owner Vulnerability CVE
Discoverer Releaser Patch Patch-Number Issues-Addressed Supported_Platform Capabilities""".split()
# classes; chain of spans; options of crf-train, none for what `rank` learns; score taken from "none"; weights below this and features beyond this are left out
LAYERS = {
    "trigger": (TYPES, True, dict(cost=1, drop=0.5, rate=0.03, epochs=10, least=3), 0.5, 0.06, 140000),
    "role": (ROLES, True, dict(cost=1, drop=0.5, rate=0.03, epochs=12, least=3), 0.75, 0.06, 108000),
    "realis": (["actual", "generic", "other"], False, dict(drop=0.5, rate=0.02, epochs=12), 0.0, 0.01, 24000),
    "rank": (["wrong", "right"], False, None, 0.0, 0.0, 24000),
}
here = os.path.dirname(os.path.abspath(__file__))


def labels(layer):
    classes, chain = LAYERS[layer][:2]
    return 2 * len(classes) + 1 if chain else len(classes)


def templates(layer):
    return M.templates(open(f"{here}/templates/{layer}.txt").read())


def folds(kit, path):
    """Reports of one incident are in one fold."""
    groups = collections.defaultdict(list)
    for line in open(f"{kit}/incidents/gold.jsonl"):
        r = json.loads(line)
        groups[r["incident"] or "alone:" + r["id"]].append(r["id"])
    names = sorted(groups)
    random.Random(5).shuffle(names)
    names.sort(key=lambda k: -len(groups[k]))
    load = [0] * FOLDS
    with open(path, "w") as f:
        for name in names:
            k = load.index(min(load))
            load[k] += len(groups[name])
            for i in groups[name]:
                f.write(f"{i} {k}\n")


def write(path, version, words, out, which, points, rank=None):
    """`rank`: the last layer's intercept, features and their scores."""
    layers = []
    for name, (classes, chain, options, bias, prune, most) in LAYERS.items():
        trained = M.read_trained(f"{out}/{name}.{which}", labels(name)) if which and options else None
        if name == "rank" and rank:
            bias, trained = rank[0], ((), None, None, rank[1:])
        layers.append(M.Layer(name, classes, chain, templates(name), trained, bias, prune, most, points.get(name, ())))
    return M.write(path, version, words, layers)


def train(out, jobs):
    """(layer, fold or None) each, two at a time."""
    for k in range(0, len(jobs), 2):
        running = []
        for layer, fold in jobs[k:k + 2]:
            options = dict(LAYERS[layer][2], score=0)
            if fold is not None:
                options["fold"] = fold
            running.append(subprocess.Popen(
                ["nice", f"{out}/crf-train", f"{out}/{layer}.data", str(labels(layer)), str(int(LAYERS[layer][1])),
                 f"{out}/{layer}.{'all' if fold is None else fold}"] + [f"{a}={b}" for a, b in options.items()]))
        for p in running:
            if p.wait():
                sys.exit("crf-train failed")


def platt(rows, n, weight=2.0):
    """(probability, class, right) rows: the factor of the log-odds, and a summand by class drawn towards their mean."""
    p = np.clip(np.array([r[0] for r in rows]), 1e-6, 1 - 1e-6)
    x, c, y = np.log(p / (1 - p)), np.array([r[1] for r in rows]), np.array([r[2] for r in rows], float)
    a, mean, b = 1.0, 0.0, np.zeros(n)
    for _ in range(400):
        q = 1 / (1 + np.exp(-np.clip(a * x + mean + b[c], -30, 30)))
        g, h = q - y, q * (1 - q)
        a -= 0.5 * (g @ x) / (h @ (x * x) + 1)
        mean -= 0.5 * g.sum() / (h.sum() + 1)
        b -= 0.5 * (np.bincount(c, g, n) + weight * b) / (np.bincount(c, h, n) + weight)
    return [(float(a), float(mean + v)) for v in b]


def judgements(kit, out):
    """Of the phrases that the folds' models find: (fold, right, features) each."""
    found = []
    for k in range(FOLDS):
        raw = subprocess.check_output(["lua5.4", "tools/train/rank.lua", f"{kit}/claims/gold.jsonl", f"{out}/folds.txt",
                                       str(k), f"{out}/fold{k}.model", f"{out}/rules{k}.lua"])
        at, n = 0, len(raw) // 4
        words = np.frombuffer(raw, np.uint32)
        while at < n:
            fold, right, count = words[at:at + 3]
            found.append((fold, right, words[at + 3:at + 3 + count]))
            at += 3 + int(count)
    return found


def rank(found, least=5, l2=50.0):
    """Logistic regression over the features that `least` phrases have: intercept, features and their scores."""
    features, columns = np.unique(np.concatenate([f for _, _, f in found]), return_inverse=True)
    rows = np.repeat(np.arange(len(found)), [len(f) for _, _, f in found])
    a = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), (len(found), len(features)))
    kept = np.asarray(a.sum(0)).ravel() >= least
    a, features, y = a[:, kept], features[kept], np.array([r for _, r, _ in found], float)

    def loss(w):
        z = a @ w[1:] + w[0]
        q = 1 / (1 + np.exp(-z))
        return (np.logaddexp(0, z) - y * z).sum() + l2 * w[1:] @ w[1:] / 2, np.append((q - y).sum(), a.T @ (q - y) + l2 * w[1:])

    w = minimize(loss, np.zeros(len(features) + 1), jac=True, method="L-BFGS-B").x
    return float(w[0]), features, np.stack([np.zeros(len(features)), w[1:]], 1)


def predictions(kit, out, *rules):
    path = f"{out}/predicted.jsonl"
    with open(path, "w") as f:
        for k in range(FOLDS):
            subprocess.check_call(["lua5.4", "tools/train/predict.lua", f"{kit}/claims/gold.jsonl", f"{out}/folds.txt",
                                   str(k), f"{out}/fold{k}.model"] + [r.format(k) for r in rules], stdout=f)
    return path


def judged(kit, path):
    """(confidence, class, right, rule, report) of triggers, `rule` that of those that the model does not see, and of roles."""
    loader = importlib.machinery.SourceFileLoader("score", f"{kit}/score")
    score = importlib.util.module_from_spec(importlib.util.spec_from_loader("score", loader))
    loader.exec_module(score)
    gold = {r["id"]: r for r in map(json.loads, open(f"{kit}/claims/gold.jsonl"))}
    rows = {"trigger": [], "role": []}
    for p in map(json.loads, open(path)):
        g = gold[p["id"]]["events"]
        spans = {(e["type"], e["first"], e["last"]) for e in g}
        roles = {(e["type"], r["role"], r["first"], r["last"]) for e in g for r in e["roles"]}
        for e in p["events"]:
            if e["type"] not in TYPES:
                continue
            t = score.TYPES[e["type"]]
            rows["trigger"].append((e["confidence"], TYPES.index(e["type"]), (t, e["first"], e["last"]) in spans,
                                    e.get("rule"), p["id"]))
            for r in e["roles"]:
                if r.get("confidence") is not None and r["role"] in score.ROLES:
                    name = score.ROLES[r["role"]]
                    rows["role"].append((r["confidence"], ROLES.index(name), (t, name, r["first"], r["last"]) in roles))
    return rows


def rule_confidence(rows, path, weight=20):
    """How often each rule is right where the model sees no event, drawn towards the mean of all."""
    seen = collections.defaultdict(list)
    for _, _, right, rule, _ in rows:
        seen[rule].append(right)
    mean = sum(map(sum, seen.values())) / sum(map(len, seen.values()))
    with open(path, "w") as f:
        f.write("""-- Made by tools/train-claims; MIT licence, as the rest. Of the events that a rule of data/triggers.lua sees and the
-- model does not, the share that was right in cross-validation; `mean` for rules that are not here.
return {
""")
        f.write(f"  mean = {mean:.2f},\n")
        for rule in sorted(seen):
            f.write(f'  ["{rule}"] = {(sum(seen[rule]) + weight * mean) / (len(seen[rule]) + weight):.2f},\n')
        f.write("}\n")


def reliability(rows):
    for name, list_ in rows.items():
        print(f"{name}: confidence, spans, said, right")
        for k in range(10):
            part = [r for r in list_ if k / 10 <= r[0] < (k + 1) / 10 or (k == 9 and r[0] == 1)]
            if part:
                print(f"  {k / 10:.1f} {len(part):6d} {sum(r[0] for r in part) / len(part):.2f} "
                      f"{sum(r[2] for r in part) / len(part):.2f}")


def main(kit, out):
    words = {int(h): c for h, c in json.load(open(f"{out}/words.json")).items()}
    folds(kit, f"{out}/folds.txt")
    learn(kit, out, words)
    finish(kit, out, words)


def learn(kit, out, words):
    write(f"{out}/empty.model", "untrained", words, out, None, {})
    for layer in filter(lambda name: LAYERS[name][2], LAYERS):
        subprocess.check_call(["lua5.4", "tools/train/features.lua", f"{kit}/claims/gold.jsonl", f"{out}/folds.txt",
                               f"{out}/empty.model", layer, f"{out}/{layer}.data"])
    train(out, [(layer, k) for layer in LAYERS if LAYERS[layer][2] for k in list(range(FOLDS)) + [None]])


def finish(kit, out, words):
    """Calibration, figures and the model itself, from what was learnt."""
    def models(points, ranks=(None,) * FOLDS):
        for k in range(FOLDS):
            write(f"{out}/fold{k}.model", "fold", words, out, str(k), points, ranks[k])

    models({})
    rows = judged(kit, predictions(kit, out))["trigger"]  # what the model says is no confidence yet
    alone = [r for r in rows if r[3]]
    points = {"trigger": platt([r for r in rows if not r[3]], len(TYPES))}
    fold = dict(line.split() for line in open(f"{out}/folds.txt"))
    for k in range(FOLDS):
        rule_confidence([r for r in alone if fold[r[4]] != str(k)], f"{out}/rules{k}.lua")
    rule_confidence(alone, "data/rule_confidence.lua")
    models(points)
    found = judgements(kit, out)
    ranks = [rank([p for p in found if p[0] != k]) for k in range(FOLDS)]
    models(points, ranks)
    rows = judged(kit, predictions(kit, out))["role"]
    factor, summand = platt([(p, 0, right) for p, _, right in rows], 1)[0]
    points["rank"] = [(factor, -summand), (factor, summand)]
    models(points, ranks)
    path = predictions(kit, out, out + "/rules{}.lua")
    reliability(judged(kit, path))
    day = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", datetime.datetime.now().timestamp())),
                                          datetime.timezone.utc)
    size = write("data/claims.model", f"claims {day:%Y-%m-%d}", words, out, "all", points, rank(found))
    print(f"data/claims.model: {size / 1e6:.1f} MB")
    subprocess.check_call([sys.executable, f"{kit}/score", "claims", f"{kit}/claims/gold.jsonl", path])


if __name__ == "__main__":
    main(*sys.argv[1:])
