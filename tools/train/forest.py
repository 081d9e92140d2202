"""Forests of decision trees, learnt with LightGBM: by them lua/breachkit/claims/judge.lua weighs what is seen."""
import collections

import lightgbm
import numpy as np

OPTIONS = dict(objective="binary", learning_rate=0.05, feature_fraction=0.5, bagging_fraction=0.8, bagging_freq=1, lambda_l2=5,
               max_cat_to_onehot=8, cat_smooth=20, seed=1, deterministic=True, force_row_wise=True, num_threads=1, verbose=-1)
MOST_NAMES = 63  # a set has 64 bits, and 0 is for all others


def names_of(rows):
    """{attribute: {word: number}} of the attributes that are words, the frequent ones."""
    seen = collections.defaultdict(collections.Counter)
    for x in rows:
        for k, v in enumerate(x):
            if isinstance(v, str):
                seen[k][v] += 1
    return {k: {v: i + 1 for i, (v, _) in enumerate(sorted(c.items(), key=lambda p: (-p[1], p[0]))[:MOST_NAMES])}
            for k, c in seen.items()}


def numbered(rows, names):
    return np.array([[names[k].get(v, 0) if k in names else v for k, v in enumerate(x)] for x in rows], float)


class Forest:
    def __init__(self, x, right, names, trees, leaves, least):
        data = lightgbm.Dataset(x, np.asarray(right, float), categorical_feature=sorted(names), params=dict(verbose=-1))
        self.names = names
        self.booster = lightgbm.train(dict(OPTIONS, num_leaves=leaves, min_data_in_leaf=least), data, trees)

    def __call__(self, x):
        return self.booster.predict(x, num_threads=1)

    def lua(self):
        """As core.forest wants it: trees in preorder."""
        def walk(node, out):
            if "leaf_value" in node:
                out += ["0", f"{node['leaf_value']:.4f}"]
                return out
            attribute, value = node["split_feature"] + 1, f"{node['internal_value']:.4f}"
            if node["decision_type"] == "==":
                bits = sum(1 << int(v) for v in node["threshold"].split("||"))
                out += [str(-attribute), f"0x{bits:x}", value]
            else:
                out += [str(attribute), f"{node['threshold']:.7g}", value]
            walk(node["left_child"], out)
            return walk(node["right_child"], out)

        lines = ["    names = {\n"]
        for k, numbers in sorted(self.names.items()):
            lines.append(f"      [{k + 1}] = {{ " + ", ".join(f'["{v}"] = {i}' for v, i in numbers.items()) + " },\n")
        lines.append("    },\n    trees = {\n")
        for t in self.booster.dump_model()["tree_info"]:
            lines.append("      { " + ", ".join(walk(t["tree_structure"], [])) + " },\n")
        return "".join(lines) + "    },\n"


def write(path, **forests):
    with open(path, "w") as f:
        f.write("""-- Made by tools/train-claims from the labels of CASIE (Satyapanich, Ferraro and Finin, AAAI 2020); MIT licence, as the
-- rest. How likely an event, and a phrase in its role, is right: forests as `core.forest` wants them, over the attributes
-- of claims/judge.lua; `names` are the numbers of an attribute's words, by its place.
return {
""")
        for name, forest in sorted(forests.items()):
            f.write(f"  {name} = {{\n{forest.lua()}  }},\n")
        f.write("}\n")
