"""What the numbers of predictions mean: the one place where they are explained."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """What a number is, how it is computed, where it can lie, and which end is good."""

    title: str
    what: str
    formula: str = ""
    range: str = ""
    good: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(part for part in (self.what, self.formula, self.range, self.good) if part)


GLOSSARY = {
    "accuracy": Term(
        "Accuracy",
        "The share of samples whose most probable class is the true one.",
        "Right samples / all samples; of equally probable classes the first is the answer. The "
        "interval is Wilson's, 95 %.",
        "0 to 100 %.",
        "Higher is better; compare with the majority baseline, not with 0.",
    ),
    "log_loss": Term(
        "Log loss",
        "The mean cross-entropy: how surprised the model is by the truth.",
        "Mean of −ln p(true), in nats; of probabilities those below 2.2 · 10⁻¹⁶ count as that. The "
        "interval is 95 %, corrected for the long tail of losses.",
        "0 to infinity; a guess among K classes has ln K.",
        "Lower is better. Few confident mistakes can outweigh everything else.",
    ),
    "ece": Term(
        "Calibration error (ECE)",
        "How far confidence and accuracy lie apart, over bins of like confidence.",
        "Σ (samples of the bin / all) · |accuracy − mean confidence|, 15 bins of equal width.",
        "0 to 100 %.",
        "Lower is better; a calibrated model has a little above 0 by chance alone.",
    ),
    "ece_mass": Term(
        "Calibration error, equal mass",
        "The calibration error over 15 bins that hold equally many samples, or nearly.",
        "As ECE, with bins between the quantiles of confidence; like confidences stay together.",
        "0 to 100 %.",
        "Lower is better.",
    ),
    "brier": Term(
        "Brier score",
        "The mean squared distance between the probabilities and the truth.",
        "Mean over samples of Σ (p(class) − 1 if true, else 0)² over all classes; with two classes "
        "half of it, which is the squared error of one of them.",
        "0 to 2, with two classes 0 to 1.",
        "Lower is better. It is milder to single confident mistakes than the log loss.",
    ),
    "mean_confidence": Term(
        "Mean confidence",
        "How sure the model is of its answers.",
        "Mean of the highest probability of each sample.",
        "1/K to 100 %.",
        "Equal to the accuracy is good: above it the model is over-confident.",
    ),
    "confidence_gap": Term(
        "Confidence gap",
        "How much more sure than right the model is.",
        "Mean confidence − accuracy, in percentage points, with a 95 % interval.",
        "−100 to 100 points.",
        "0 is calibrated, above 0 is over-confident, below 0 under-confident.",
    ),
    "balanced_accuracy": Term(
        "Balanced accuracy",
        "The accuracy if all classes had equally many samples.",
        "Mean recall of the classes that occur.",
        "0 to 100 %; a guess among K classes has 1/K.",
        "Higher is better. Far below accuracy: rare classes are missed.",
    ),
    "macro_f1": Term(
        "Macro-F1",
        "The mean F1 of the classes, each counting the same.",
        "Mean of F1 over the classes that occur or were predicted.",
        "0 to 100 %.",
        "Higher is better.",
    ),
    "majority_baseline": Term(
        "Majority baseline",
        "The accuracy of always answering the most frequent class.",
        "Samples of the largest class / all samples.",
        "1/K to 100 %.",
        "An accuracy that is not above it shows nothing learned.",
    ),
    "mean_loss_wrong": Term(
        "Mean loss of a wrong sample",
        "What one mistake costs.",
        "Mean of −ln p(true) over the wrong samples, in nats.",
        "At least ln 2 = 0.6931.",
        "Near ln 2 the model hesitated; above 5 it was sure of the wrong class.",
    ),
    "mean_loss_right": Term(
        "Mean loss of a right sample",
        "What one right answer costs.",
        "Mean of −ln p(true) over the right samples, in nats.",
        "0 to ln K.",
        "Near 0 the model was sure of the right class.",
    ),
    "loss_share_wrong": Term(
        "Share of the loss on wrong samples",
        "How much of all loss the mistakes carry.",
        "Loss of the wrong samples / loss of all samples.",
        "0 to 100 %.",
        "Far above the share of wrong samples: few mistakes decide the loss.",
    ),
    "top_1pct": Term(
        "Share of the hardest 1 %",
        "How much of all loss the hardest hundredth of the samples carries.",
        "Loss of the 1 % of samples (rounded up) with the highest loss / loss of all.",
        "1 to 100 %.",
        "High: look at these samples first, some may be labelled wrongly.",
    ),
    "half_count": Term(
        "Half of the loss",
        "The fewest samples that carry half of the loss together.",
        "Samples sorted by loss, counted until half of the sum is reached.",
        "1 to half of the samples, rounded up.",
        "Few: look at them one by one.",
    ),
    "zero_probabilities": Term(
        "Zero probabilities",
        "Samples whose true class was given a probability of exactly 0.",
        "Their loss would be infinite; it is counted as −ln 2.2 · 10⁻¹⁶ = 36.04.",
        "0 to all samples.",
        "0 is good. Otherwise export logits, or probabilities with more digits.",
    ),
    "temperature": Term(
        "Advised temperature",
        "The number to divide the logits by, so that confidence fits accuracy.",
        "The likely T, with few samples drawn towards what such models need. Interval 95 %.",
        "Above 0.",
        "1 changes nothing, above 1 the model was over-confident, below 1 under-confident.",
    ),
    "temperature_ml": Term(
        "Maximum-likelihood temperature",
        "The T with the lowest log loss on exactly these samples.",
        "argmin over T of the mean cross-entropy of softmax(logits / T), for probabilities of "
        "softmax(ln p / T).",
        "0.001 to 1,000.",
        "With few samples it follows their chance; the advised T is then nearer to the truth.",
    ),
    "after": Term(
        "After T",
        "The same number after dividing the logits by the temperature.",
        "Cross-fitted: T comes from other samples than those it is measured on.",
        "",
        "No label changes: accuracy stays the same.",
    ),
    "miscalibration": Term(
        "Miscalibration",
        "The part of the loss that one temperature and a bias for each class would remove.",
        "Log loss − its value after both are fitted to these samples, in nats. About "
        "classes / (2 · samples) of it is chance.",
        "0 upwards.",
        "Lower is better.",
    ),
    "discrimination": Term(
        "Discrimination",
        "What the answers tell about the true class, once temperature and biases are right.",
        "Uncertainty − the log loss after both are fitted to these samples, in nats.",
        "0 to the uncertainty.",
        "Higher is better.",
    ),
    "uncertainty": Term(
        "Uncertainty",
        "The loss of always stating the class frequencies; a property of the data.",
        "Entropy of the class frequencies, in nats.",
        "0 to ln K.",
        "The same for all models on these samples.",
    ),
    "support": Term("Support", "How many samples truly are of this class.", "", "0 to n."),
    "predicted": Term(
        "Predicted",
        "How many samples the model takes for this class.",
        "",
        "0 to n.",
        "Far from the support: the class is favoured or avoided.",
    ),
    "precision": Term(
        "Precision",
        "Of the samples taken for this class, the share that is.",
        "Right / predicted; 0 where nothing is predicted.",
        "0 to 100 %.",
        "Higher is better.",
    ),
    "recall": Term(
        "Recall",
        "Of the samples of this class, the share that is found.",
        "Right / support; 0 where there are none.",
        "0 to 100 %.",
        "Higher is better.",
    ),
    "f1": Term(
        "F1",
        "The harmonic mean of precision and recall.",
        "2 · precision · recall / (precision + recall).",
        "0 to 100 %.",
        "Higher is better; it is low when either is.",
    ),
    "mean_loss": Term(
        "Mean loss of a class",
        "How surprised the model is by samples of this class.",
        "Mean of −ln p(true) over its samples, in nats.",
        "0 to infinity.",
        "Lower is better.",
    ),
    "loss_share": Term(
        "Share of the loss",
        "What this class or sample carries of all loss.",
        "Its loss / loss of all samples.",
        "0 to 100 %.",
        "Far above its share of the samples: look here first.",
    ),
    "p_true": Term(
        "p(true)",
        "The probability that the model gave to the true class.",
        "Before the temperature.",
        "0 to 100 %.",
        "Near 0 with a sure answer: often a wrong label, or a sample unlike the training data.",
    ),
    "p_said": Term(
        "p(said)",
        "The probability that the model gave to its own answer.",
        "The highest of the sample, before the temperature.",
        "1/K to 100 %.",
    ),
    "loss": Term(
        "Loss of a sample",
        "How surprised the model was by the truth.",
        "−ln p(true), in nats.",
        "0 to infinity.",
        "Above ln 2 = 0.6931 at p(true) below 50 %; each 2.3 more is ten times less probable.",
    ),
}


def term(name: str) -> Term:
    """The explanation of a number. Raises KeyError for a name without one.

    >>> term("brier").range
    '0 to 2, with two classes 0 to 1.'
    """
    return GLOSSARY[name]
