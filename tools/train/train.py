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

import forest
import model as M

FOLDS = 5
SEEDS = {"trigger": 3, "role": 3, "realis": 3}  # of as many trainings the weights are averaged
TYPES = "data-breach ransom phishing vulnerability-disclosure vulnerability-patch".split()
ROLES = """Victim Attacker Compromised-Data Number-of-Data Number-of-Victim Time Place Tool Attack-Pattern Purpose Damage-Amount
Payment-Method Price Trusted-Entity Vulnerable_System Vulnerable_System_Version Vulnerable_System_Owner Vulnerability CVE
Discoverer Releaser Patch Patch-Number Issues-Addressed Supported_Platform Capabilities""".split()
# classes; chain of spans; options of crf-train; score taken from "none"; features of no weight above this, and beyond this many, are
# left out
LAYERS = {
    "trigger": (TYPES, True, dict(cost=1, drop=0.5, rate=0.03, epochs=10, least=3), 0.5, 0.06, 140000),
    "role": (ROLES, True, dict(cost=1, drop=0.5, rate=0.03, epochs=12, least=3), 0.0, 0.06, 88000),
    "realis": (["actual", "generic", "other"], False, dict(cost=0.3, drop=0.5, rate=0.01, epochs=12), 0.0, 0.01, 26000),
}
# the classes of the joint role layer are written as two: what attacks have, and what flaws have; groups and classes of each
PARTS = {"role": {"role": (slice(0, 3), list(range(14))), "flaw role": (slice(3, 5), [5] + list(range(14, 26)))}}
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


def write(path, version, words, out, which):
    layers = []
    for name, (classes, chain, _, bias, prune, most) in LAYERS.items():
        trained = M.read_trained(f"{out}/{name}.{which}", labels(name)) if which else None
        for part, (groups, of) in PARTS.get(name, {name: (None, None)}).items():
            layers.append(M.Layer(part, [classes[k] for k in of] if of else classes, chain, templates(name),
                                  M.part(trained, groups, of) if of and trained else trained, bias, prune, most))
    return M.write(path, version, words, layers)


def train(out, jobs):
    """(layer, fold or "all") each: trained with each seed, two at a time, and averaged."""
    jobs = [(layer, which, seed) for layer, which in jobs for seed in range(1, SEEDS[layer] + 1)]
    for k in range(0, len(jobs), 2):
        running = []
        for layer, which, seed in jobs[k:k + 2]:
            options = dict(LAYERS[layer][2], score=0, seed=seed)
            if which != "all":
                options["fold"] = which
            running.append(subprocess.Popen(
                ["nice", f"{out}/crf-train", f"{out}/{layer}.data", str(labels(layer)), str(int(LAYERS[layer][1])),
                 f"{out}/{layer}.{which}.{seed}"] + [f"{a}={b}" for a, b in options.items()]))
        for p in running:
            if p.wait():
                sys.exit("crf-train failed")
    for layer, which in dict.fromkeys(job[:2] for job in jobs):
        M.average([f"{out}/{layer}.{which}.{seed}" for seed in range(1, SEEDS[layer] + 1)], labels(layer), f"{out}/{layer}.{which}")


def seen(kit, out):
    """What the folds' models see in the fifth left out: (fold, event, its phrases), `{x, right}` each."""
    found = []
    for k in range(FOLDS):
        lines = subprocess.check_output(["lua5.4", "tools/train/seen.lua", f"{kit}/claims/gold.jsonl", f"{out}/folds.txt",
                                         str(k), f"{out}/fold{k}.model"], text=True)
        found += [(k, e, e.pop("phrases") or []) for e in map(json.loads, lines.splitlines())]
    return found


def judgement(found, out):
    """Learn what to believe: the judgement of each fold from the other four, and one from all."""
    events = [(k, e) for k, e, _ in found]
    kinds = {"event": (events, dict(trees=150, leaves=12, least=30)),
             "role": ([(k, p) for k, _, phrases in found for p in phrases], dict(trees=200, leaves=15, least=40))}
    made = {which: {} for which in [*range(FOLDS), "all"]}
    for kind, (things, options) in kinds.items():
        if kind == "role":  # which heeds how likely its event is, judged by the forest of the other folds
            for (_, event, phrases), likely in zip(found, likely_of):
                for p in phrases:
                    p["x"][0] = float(likely)
        names = forest.names_of(t["x"] for _, t in things)
        x, right = forest.numbered([t["x"] for _, t in things], names), np.array([t["right"] for _, t in things])
        fold, likely_of = np.array([k for k, _ in things]), np.zeros(len(things))
        for which in made:
            rows = fold != which if which != "all" else np.ones(len(things), bool)
            made[which][kind] = forest.Forest(x[rows], right[rows], names, **options)
            if which != "all":
                likely_of[~rows] = made[which][kind](x[~rows])
        print(f"{kind}: {len(things)} seen, {right.sum()} right, log loss "
              f"{-np.log(np.where(right, likely_of, 1 - likely_of)).mean():.4f}")
    for which, forests in made.items():
        forest.write("data/judgement.lua" if which == "all" else f"{out}/judgement{which}.lua", **forests)


def predictions(kit, out):
    path = f"{out}/predicted.jsonl"
    with open(path, "w") as f:
        for k in range(FOLDS):
            subprocess.check_call(["lua5.4", "tools/train/predict.lua", f"{kit}/claims/gold.jsonl", f"{out}/folds.txt",
                                   str(k), f"{out}/fold{k}.model", f"{out}/judgement{k}.lua"], stdout=f)
    return path


def judged(kit, path):
    """(confidence, right) of the events and roles that are told."""
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
            rows["trigger"].append((e["confidence"], (t, e["first"], e["last"]) in spans))
            for r in e["roles"]:
                if r.get("confidence") is not None and r["role"] in score.ROLES:
                    rows["role"].append((r["confidence"], (t, score.ROLES[r["role"]], r["first"], r["last"]) in roles))
    return rows


def reliability(rows):
    for name, list_ in rows.items():
        print(f"{name}: confidence, spans, said, right")
        for k in range(10):
            part = [r for r in list_ if k / 10 <= r[0] < (k + 1) / 10 or (k == 9 and r[0] == 1)]
            if part:
                print(f"  {k / 10:.1f} {len(part):6d} {sum(r[0] for r in part) / len(part):.2f} "
                      f"{sum(r[1] for r in part) / len(part):.2f}")


def main(kit, out):
    words = {int(h): c for h, c in json.load(open(f"{out}/words.json")).items()}
    folds(kit, f"{out}/folds.txt")
    learn(kit, out, words)
    finish(kit, out, words)


def learn(kit, out, words):
    write(f"{out}/empty.model", "untrained", words, out, None)
    for layer in LAYERS:
        subprocess.check_call(["lua5.4", "tools/train/features.lua", f"{kit}/claims/gold.jsonl", f"{out}/folds.txt",
                               f"{out}/empty.model", layer, f"{out}/{layer}.data"])
    train(out, [(layer, which) for layer in LAYERS for which in [*range(FOLDS), "all"]])


def finish(kit, out, words):
    """Judgement, figures and the model itself, from what was learnt."""
    for k in range(FOLDS):
        write(f"{out}/fold{k}.model", "fold", words, out, str(k))
    judgement(seen(kit, out), out)
    path = predictions(kit, out)
    reliability(judged(kit, path))
    day = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", datetime.datetime.now().timestamp())),
                                          datetime.timezone.utc)
    size = write("data/claims.model", f"claims {day:%Y-%m-%d}", words, out, "all")
    print(f"data/claims.model: {size / 1e6:.1f} MB")
    subprocess.check_call([sys.executable, f"{kit}/score", "claims", f"{kit}/claims/gold.jsonl", path])


if __name__ == "__main__":
    main(*sys.argv[1:])
