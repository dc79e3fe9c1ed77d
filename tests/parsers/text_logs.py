"""How training scripts of many makings print: short logs, and what they say.

For each: the text, what its rows are counted by, and the points of each loss and accuracy.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Printed:
    """A log, and the points that it must give: column of the epoch table to (count, value)."""

    text: str
    points: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    counted_by: str = "epoch"


LOGS = {
    "PyTorch's MNIST example": Printed(
        "Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.300000\n"
        "Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.100000\n"
        "\nTest set: Average loss: 0.0567, Accuracy: 9815/10000 (98%)\n\n"
        "Train Epoch: 2 [0/60000 (0%)]\tLoss: 0.100000\n"
        "\nTest set: Average loss: 0.0467, Accuracy: 9855/10000 (99%)\n",
        {
            "train_loss": [(1, 2.3), (1, 2.1), (2, 0.1)],
            "test_loss": [(1, 0.0567), (2, 0.0467)],
            "test_accuracy": [(1, 0.9815), (2, 0.9855)],
        },
    ),
    "PyTorch's ImageNet example": Printed(
        "Epoch: [0][   1/500]\tTime  4.1 ( 4.1)\tLoss 6.9e+00 (6.9e+00)\tAcc@1   9.00 (  9.00)\n"
        "Epoch: [0][  11/500]\tTime  0.1 ( 1.1)\tLoss 6.8e+00 (6.85e+00)\tAcc@1  10.39 ( 10.10)\n"
        "Test: [  1/19]\tTime  3.0 ( 3.0)\tLoss 6.5e+00 (6.5e+00)\tAcc@1  12.00 ( 12.00)\n"
        "Test: [ 19/19]\tTime  3.0 ( 3.0)\tLoss 6.4e+00 (6.45e+00)\tAcc@1  12.50 ( 12.25)\n"
        " *   Acc@1 12.250 Acc@5 40.500\n",
        {
            "train_loss": [(0, 6.85)],
            "train_accuracy": [(0, 0.101)],
            "test_loss": [(0, 6.45)],
            "test_accuracy": [(0, 0.1225)],
        },
    ),
    "timm": Printed(
        "Train: 3 [   0/125 (  0%)]  Loss: 5.634 (5.63)  Time: 1.2s,  207.5/s  LR: 1.000e-05\n"
        "Train: 3 [ 100/125 (  8%)]  Loss: 5.601 (5.71)  Time: 0.8s,  307.5/s  LR: 1.000e-05\n"
        "Test: [   0/97]  Time: 1.2 (1.2)  Loss:  1.1 (1.1)  Acc@1: 70.3125 (70.3125)\n"
        "Test: [  97/97]  Time: 0.2 (0.3)  Loss:  0.9 (1.0)  Acc@1: 72.3125 (71.5)\n"
        "Train: 4 [   0/125 (  0%)]  Loss: 5.534 (5.53)  Time: 1.2s,  207.5/s  LR: 1.000e-05\n",
        {
            "train_loss": [(3, 5.71), (4, 5.53)],
            "test_loss": [(3, 1.0)],
            "test_accuracy": [(3, 0.715)],
        },
    ),
    "DeiT and MAE": Printed(
        "[12:00:11.123] Epoch: [0]  [  0/51]  eta: 1:02:03  lr: 0.000001  loss: 6.9155 (6.9155)\n"
        "[12:00:21.123] Epoch: [0]  [ 20/51]  eta: 0:12:03  lr: 0.000001  loss: 6.9055 (6.9100)\n"
        "[12:01:11.123] Epoch: [0] Total time: 0:05:12 (0.2501 s / it)\n"
        "[12:01:12.123] Averaged stats: lr: 0.000001  loss: 6.9001 (6.9101)\n"
        "[12:01:13.123] Test:  [ 0/98]  eta: 0:01:00  loss: 6.80 (6.80)  acc1: 0.50 (0.50)\n"
        "[12:01:19.123] * Acc@1 0.600 Acc@5 2.500 loss 6.790\n",
        {"train_loss": [(0, 6.9101)], "test_loss": [(0, 6.8)], "test_accuracy": [(0, 0.006)]},
    ),
    "nanoGPT": Printed(
        "tokens per iteration will be: 491,520\nnumber of parameters: 123.59M\n"
        "step 0: train loss 10.9, val loss 10.95\niter 0: loss 10.98, time 30012.11ms, mfu -100%\n"
        "iter 10: loss 9.5, time 30.11ms, mfu 12.00%\n"
        "step 250: train loss 1.9, val loss 2.0\n",
        {"train_loss": [(0, 10.9), (250, 1.9)], "val_loss": [(0, 10.95), (250, 2.0)]},
        "step",
    ),
    "scikit-learn": Printed(
        "Iteration 1, loss = 0.69\nValidation score: 0.612\nIteration 2, loss = 0.51\n",
        {"train_loss": [(1, 0.69), (2, 0.51)]},
        "step",
    ),
    "XGBoost": Printed(
        "[0]\ttrain-logloss:0.57\teval-logloss:0.59\n[10]\ttrain-logloss:0.17\teval-logloss:0.42\n",
        {"train_loss": [(0, 0.57), (10, 0.17)], "val_loss": [(0, 0.59), (10, 0.42)]},
        "step",
    ),
    "LightGBM": Printed(
        "[LightGBM] [Info] Number of positive: 200, number of negative: 200\n"
        "[1]\ttraining's binary_logloss: 0.61\tvalid_1's binary_logloss: 0.62\n"
        "[2]\ttraining's binary_logloss: 0.51\tvalid_1's binary_logloss: 0.56\n"
        "Early stopping, best iteration is:\n"
        "[1]\ttraining's binary_logloss: 0.61\tvalid_1's binary_logloss: 0.62\n",
        {"train_loss": [(1, 0.61), (2, 0.51)], "val_loss": [(1, 0.62), (2, 0.56)]},
        "step",
    ),
    "CatBoost": Printed(
        "Learning rate set to 0.05\n"
        "0:\tlearn: 0.66\ttest: 0.67\tbest: 0.67 (0)\ttotal: 52ms\tremaining: 51s\n"
        "1:\tlearn: 0.60\ttest: 0.62\tbest: 0.62 (1)\ttotal: 99ms\tremaining: 49s\n"
        "\nbestTest = 0.62\nbestIteration = 1\n",
        {"train_loss": [(0, 0.66), (1, 0.60)], "val_loss": [(0, 0.67), (1, 0.62)]},
        "step",
    ),
    "torchvision's tutorial": Printed(
        "Epoch 0/24\n----------\ntrain Loss: 0.59 Acc: 0.68\nval Loss: 0.25 Acc: 0.90\n\n"
        "Epoch 1/24\n----------\ntrain Loss: 0.49 Acc: 0.78\nval Loss: 0.20 Acc: 0.92\n\n"
        "Training complete in 1m 7s\nBest val Acc: 0.92\n",
        {
            "train_loss": [(0, 0.59), (1, 0.49)],
            "train_accuracy": [(0, 0.68), (1, 0.78)],
            "val_loss": [(0, 0.25), (1, 0.20)],
            "val_accuracy": [(0, 0.90), (1, 0.92)],
        },
    ),
    "PyTorch's quick start": Printed(
        "Epoch 1\n-------\nloss: 2.3  [   64/60000]\nloss: 2.2  [ 6464/60000]\n"
        "Test Error: \n Accuracy: 50.9%, Avg loss: 2.15 \n\n"
        "Epoch 2\n-------\nloss: 2.1  [   64/60000]\n"
        "Test Error: \n Accuracy: 58.9%, Avg loss: 1.85 \n\nDone!\n",
        {
            "train_loss": [(1, 2.3), (1, 2.2), (2, 2.1)],
            "test_loss": [(1, 2.15), (2, 1.85)],
            "test_accuracy": [(1, 0.509), (2, 0.589)],
        },
    ),
    "Hugging Face's Trainer": Printed(
        "Some weights were not initialized\n"
        "{'loss': 0.55, 'learning_rate': 4.5e-05, 'epoch': 0.5}\n"
        "{'loss': 0.45, 'learning_rate': 4e-05, 'epoch': 1.0}\n"
        "{'eval_loss': 0.40, 'eval_accuracy': 0.81, 'eval_runtime': 3.2, 'epoch': 1.0}\n"
        "{'loss': 0.35, 'learning_rate': 0.0, 'epoch': 1.5}\n"
        "{'train_runtime': 100.2, 'train_loss': 0.45, 'epoch': 1.5}\n",
        {
            "train_loss": [(0.5, 0.55), (1, 0.45), (1.5, 0.35)],
            "val_loss": [(1, 0.40)],
            "val_accuracy": [(1, 0.81)],
        },
    ),
    "PyTorch's language model": Printed(
        "| epoch   1 |   200/ 2983 batches | lr 20.00 | ms/batch 10.11 | loss  7.27 | ppl  1436.0\n"
        "| end of epoch   1 | time: 20.01s | valid loss  5.50 | valid ppl   245.40\n"
        "| epoch   2 |   200/ 2983 batches | lr 20.00 | ms/batch 10.11 | loss  5.27 | ppl   194.0\n"
        "| end of epoch   2 | time: 20.01s | valid loss  5.10 | valid ppl   164.40\n"
        "| End of training | test loss  5.00 | test ppl   148.00\n",
        {
            "train_loss": [(1, 7.27), (2, 5.27)],
            "val_loss": [(1, 5.5), (2, 5.1)],
            "test_loss": [(2, 5.0)],
        },
    ),
    "MMEngine": Printed(
        "2023/05/01 10:00:00 - mmengine - INFO - Epoch(train)  [1][100/391]  lr: 1.0e-01  eta: "
        "0:10:00  time: 0.05  loss: 1.5\n"
        "2023/05/01 10:00:20 - mmengine - INFO - Epoch(val) [1][79/79]    accuracy/top1: 50.1  "
        "accuracy/top5: 90.2  data_time: 0.01\n",
        {"train_loss": [(1, 1.5)], "val_accuracy": [(1, 0.501)]},
    ),
    "Ignite": Printed(
        "Training Results - Epoch: 1  Avg accuracy: 0.90 Avg loss: 0.35\n"
        "Validation Results - Epoch: 1  Avg accuracy: 0.91 Avg loss: 0.31\n",
        {
            "train_loss": [(1, 0.35)],
            "train_accuracy": [(1, 0.90)],
            "val_loss": [(1, 0.31)],
            "val_accuracy": [(1, 0.91)],
        },
    ),
    "fairseq": Printed(
        "2020-05-01 10:00:00 | INFO | train | epoch 001 | loss 10.5 | ppl 891.4 | num_updates 100\n"
        "2020-05-01 10:00:10 | INFO | valid | epoch 001 | valid on 'valid' subset | loss 9.5\n"
        "2020-05-01 10:01:00 | INFO | train | epoch 002 | loss 8.5 | ppl 222.9 | num_updates 200\n",
        {"train_loss": [(1, 10.5), (2, 8.5)], "val_loss": [(1, 9.5)]},
    ),
    "values below the epoch": Printed(
        "Epoch: 01 | Epoch Time: 0m 14s\n\tTrain Loss: 0.649 | Train Acc: 61.5%\n"
        "\t Val. Loss: 0.514 |  Val. Acc: 75.5%\n"
        "Epoch: 02 | Epoch Time: 0m 14s\n\tTrain Loss: 0.449 | Train Acc: 79.5%\n"
        "\t Val. Loss: 0.414 |  Val. Acc: 81.5%\nTest Loss: 0.402 | Test Acc: 82.1%\n",
        {
            "train_loss": [(1, 0.649), (2, 0.449)],
            "train_accuracy": [(1, 0.615), (2, 0.795)],
            "val_loss": [(1, 0.514), (2, 0.414)],
            "val_accuracy": [(1, 0.755), (2, 0.815)],
            "test_loss": [(2, 0.402)],
            "test_accuracy": [(2, 0.821)],
        },
    ),
    "Detectron2": Printed(
        "[10/04 12:00:00 d2.utils.events]:  eta: 1:00:00  iter: 19  total_loss: 2.5  lr: 0.9\n"
        "[10/04 12:00:10 d2.utils.events]:  eta: 1:00:00  iter: 39  total_loss: 2.1  lr: 0.7\n",
        {"train_loss": [(19, 2.5), (39, 2.1)]},
        "step",
    ),
    "absl": Printed(
        "I0605 10:00:00.123456 1 train.py:120] epoch:  1, train_loss: 0.22, test_accuracy: 97.5\n",
        {"train_loss": [(1, 0.22)], "test_accuracy": [(1, 0.975)]},
    ),
    "Gensim": Printed(
        "Loss after epoch 0: 1234.5\nLoss after epoch 1: 1111.5\n",
        {"train_loss": [(0, 1234.5), (1, 1111.5)]},
    ),
    "TensorFlow's estimators": Printed(
        "Step 0: loss = 2.31 (0.010 sec)\nstep 200, training accuracy 0.92\n"
        "INFO:tensorflow:loss = 0.52, step = 301 (0.5 sec)\nINFO:tensorflow:global_step/sec: 200\n",
        {"train_loss": [(0, 2.31), (301, 0.52)], "train_accuracy": [(200, 0.92)]},
        "step",
    ),
    "a preposition": Printed(
        "Epoch: 0 Accuracy on train set: 0.51\nEpoch: 1 Accuracy on train set: 0.61\n",
        {"train_accuracy": [(0, 0.51), (1, 0.61)]},
    ),
    "Chinese names": Printed(
        "Epoch 1 完成 | 训练损失: 4.61 | 验证损失: 6.01 | 时间: 385.8s\n"
        "✓ 保存最佳模型，验证损失: 6.01\n",
        {"train_loss": [(1, 4.61)], "val_loss": [(1, 6.01)]},
    ),
    "bare names in parts of a line": Printed(
        "Epoch 1/30 | Train Loss: 3.25 Acc: 31.0% | Val Loss: 2.5 Acc: 55.5% | Params: 11.23M\n",
        {
            "train_loss": [(1, 3.25)],
            "train_accuracy": [(1, 0.31)],
            "val_loss": [(1, 2.5)],
            "val_accuracy": [(1, 0.555)],
        },
    ),
    "Lightning's bar, every drawing": Printed(
        "Epoch 0:  50%|██   | 1/2 [00:01<00:01, v_num=0, train_loss_step=0.9]\n"
        "Epoch 0: 100%|█████| 2/2 [00:02<00:00, v_num=0, train_loss_step=0.8]\n"
        "Validation DataLoader 0: 100%|█████| 1/1 [00:00<00:00]\n"
        "Epoch 0: 100%|█████| 2/2 [00:02<00:00, v_num=0, train_loss_step=0.8, val_loss=0.7, "
        "train_loss_epoch=0.85]\n"
        "Epoch 1:  50%|██   | 1/2 [00:01<00:01, v_num=0, train_loss_step=0.6, val_loss=0.7, "
        "train_loss_epoch=0.85]\n"
        "Epoch 1: 100%|█████| 2/2 [00:02<00:00, v_num=0, train_loss_step=0.5, val_loss=0.7, "
        "train_loss_epoch=0.85]\n"
        "Epoch 1: 100%|█████| 2/2 [00:02<00:00, v_num=0, train_loss_step=0.5, val_loss=0.6, "
        "train_loss_epoch=0.55]\n"
        "Epoch 2:  50%|██   | 1/2 [00:01<00:01, v_num=0, train_loss_step=0.4, val_loss=0.6, "
        "train_loss_epoch=0.55]\n",
        {"train_loss": [(0, 0.85), (1, 0.55)], "val_loss": [(0, 0.7), (1, 0.6)]},
    ),
    "Lightning's bar, one drawing an epoch": Printed(
        "Epoch 0: 100%|█████| 2/2 [00:02<00:00, v_num=0, train_loss_step=0.8]\n"
        "Epoch 1: 100%|█████| 2/2 [00:02<00:00, v_num=0, train_loss_step=0.5, val_loss=0.7, "
        "train_loss_epoch=0.85]\n"
        "Epoch 2:   0%|     | 0/2 [00:00<?, v_num=0, train_loss_step=0.5, val_loss=0.6, "
        "train_loss_epoch=0.55]\n"
        "Epoch 2: 100%|█████| 2/2 [00:02<00:00, v_num=0, train_loss_step=0.4, val_loss=0.6, "
        "train_loss_epoch=0.55]\n",
        {"train_loss": [(0, 0.85), (1, 0.55)], "val_loss": [(0, 0.7), (1, 0.6)]},
    ),
    "AllenNLP": Printed(
        "2022-09-19 20:11:26,780 - INFO - allennlp.common.params - random_seed = 2019\n"
        "2022-09-19 20:28:43,879 - INFO - allennlp.training.trainer - Epoch 0/9\n"
        "2022-09-19 20:36:19,622 - INFO - writer -                   Training |  Validation\n"
        "2022-09-19 20:36:19,623 - INFO - writer - loss          |     0.510  |     0.543\n"
        "2022-09-19 20:36:19,623 - INFO - writer - accuracy      |     0.721  |     0.762\n"
        "2022-09-19 20:36:19,623 - INFO - writer - cpu_memory_MB |  1580.612  |       N/A\n",
        {
            "train_loss": [(0, 0.51)],
            "val_loss": [(0, 0.543)],
            "train_accuracy": [(0, 0.721)],
            "val_accuracy": [(0, 0.762)],
        },
    ),
    "no epochs at all": Printed(
        "loss: 0.9\nsome words\nloss: 0.7\nloss: 0.6\n",
        {"train_loss": [(1, 0.9), (2, 0.7), (3, 0.6)]},
    ),
}

NO_LOGS = {
    "prose": "We trained for 12 epochs.\nThe loss was 0.5 in the end, and accuracy 0.9.\n",
    "a document": (
        "# Results\n\n## Training\n\n```\nEpoch 1: loss 0.5\n```\n\n# How to run\n\n"
        "```\npython train.py\n```\n"
    ),
    "source code": (
        "import torch\nfrom torch import nn\n\nepoch = 0\nlr = 0.1\nrunning_loss = 0.0\n\n"
        "def train(model):\n    best_acc = 0\n    loss = 0.0\n    return loss\n"
    ),
    "settings": "lr: 0.1\nepochs: 100\nbatch_size: 32\nloss: ce\nlabel_smoothing: 0.1\n",
    "final values": "accuracy: 0.95\nloss: 0.1\n",
    "a stack trace": (
        "java.lang.IllegalStateException: step 3 failed\n\tat Main.run(Main.java:12)\n"
        "\tat Main.main(Main.java:3)\n"
    ),
    "another log": "".join(
        f"10:00:0{n} worker {n} did 12 jobs in 3.5 s: rate=4\n" for n in range(9)
    ),
}
