/** What a model said about a whole split, and which of its pictures are worth a look. */

/**
 * @typedef {object} Verdict
 * @property {Int32Array} matrix (true class, predicted class), one row after the other
 * @property {Float32Array} precision (class,); likewise recall, f1 and support
 * @property {number} accuracy
 * @property {number | null} loss
 * @property {Int32Array} targets (example,)
 * @property {Int32Array} predicted (example,)
 * @property {ArrayLike<number> | null} confidence (example,) in what was predicted
 * @property {Float32Array | null} truth (example,) probability given to the true class
 * @property {ArrayLike<number>} indices (example,) place in the split
 * @property {boolean} sampled whether these are some examples of the split only
 */

/** @returns {Verdict} from the probe `confusion` */
export function fromProbe(answer) {
  const numbers = Object.entries(answer).map(([name, { data }]) => [name, data]);
  const { accuracy, loss, sampled, ...rest } = Object.fromEntries(numbers);
  return { ...rest, accuracy: accuracy[0], loss: loss[0], sampled: Boolean(sampled?.[0]) };
}

/** @returns {Verdict} from what a run that is not a network said when it was scored */
export function fromStored({ labels, confidence }, targets, classes) {
  const matrix = new Int32Array(classes * classes);
  targets.forEach((target, i) => (matrix[target * classes + labels[i]] += 1));
  const lines = Array.from({ length: classes }, (_, label) => scores(matrix, classes, label));
  const columns = ["precision", "recall", "f1", "support"].map((name) => {
    return [name, lines.map((line) => line[name])];
  });
  return {
    matrix,
    ...Object.fromEntries(columns),
    accuracy: accuracy(labels, targets),
    loss: null,
    targets,
    predicted: labels,
    confidence,
    truth: null,
    indices: targets.map((_, i) => i),
    sampled: false,
  };
}

/** Precision, recall and F1 of a class; 0 where a class was never predicted or never there. */
function scores(matrix, classes, label) {
  let [support, predicted] = [0, 0];
  for (let other = 0; other < classes; other += 1) {
    support += matrix[label * classes + other];
    predicted += matrix[other * classes + label];
  }
  const right = matrix[label * classes + label];
  const [precision, recall] = [predicted ? right / predicted : 0, support ? right / support : 0];
  return { precision, recall, f1: right ? (2 * right) / (support + predicted) : 0, support };
}

function accuracy(labels, targets) {
  return labels.filter((label, i) => label === targets[i]).length / targets.length;
}

/** The most accurate model of the other family, or null. */
export function rivalOf(family, { models, targets }) {
  const others = models.filter((model) => model.family !== family);
  const scored = others.map((model) => ({ model, score: accuracy(model.labels, targets) }));
  return scored.toSorted((a, b) => b.score - a.score)[0]?.model ?? null;
}

/**
 * Chooses pictures.
 * @param {Verdict} verdict
 * @param {{kind: string, row?: number, column?: number}} selection
 * @param {{labels: number[]} | null} rival whose opinion `disagree` compares
 * @returns {number[]} places in the verdict's arrays, the most telling first
 */
export function choose(verdict, selection, rival) {
  const { targets, predicted, confidence, truth, indices } = verdict;
  const all = Array.from(targets, (_, i) => i);
  const wrong = (i) => predicted[i] !== targets[i];
  const sure = (a, b) => (confidence ? confidence[b] - confidence[a] : 0);
  switch (selection.kind) {
    case "cell": {
      const { row, column } = selection;
      return all.filter((i) => targets[i] === row && predicted[i] === column).sort(sure);
    }
    case "hardest":
      return truth ? all.sort((a, b) => truth[a] - truth[b]) : [];
    case "confident":
      return all.filter(wrong).sort(sure);
    case "disagree":
      return rival ? all.filter((i) => rival.labels[indices[i]] !== predicted[i]).sort(sure) : [];
    default:
      return [...all.filter(wrong), ...all.filter((i) => !wrong(i))];
  }
}
