"""The benchmark's cases: name -> (n_x, n_a, n_y, m, T). One unit of work is forward over T steps, softmax
cross-entropy at every step (mean over m*T), and full BPTT: gradients of all five parameters, of x and of a0. float64.

python3 src/jmh/python/cases.py [folder]   writes each case's inputs and NumPy's loss as folder/name.npz (default target/cases)."""
import os
import sys
import time

CASES = {
    "addition": (2, 16, 2, 1, 8),
    "notebook": (3, 5, 2, 10, 4),
    "character": (65, 100, 65, 1, 25),
    "small": (16, 32, 10, 16, 20),
    "medium": (64, 128, 32, 32, 50),
    "large": (128, 512, 64, 64, 50),
    "xlarge": (256, 1024, 128, 64, 20),
}


def flops(c, gates=1):
    n_x, n_a, n_y, m, T = c
    return 2 * m * T * (gates * (n_a * n_x + n_a * n_a) + n_y * n_a) * 3


def inputs(c, seed=1):
    """x (n_x, m, T), a0 (n_a, m), one-hot targets (n_y, m, T), parameters."""
    import numpy as np
    n_x, n_a, n_y, m, T = c
    r = np.random.RandomState(seed)
    p = dict(Wax=r.randn(n_a, n_x) / n_x ** .5, Waa=r.randn(n_a, n_a) / n_a ** .5, Wya=r.randn(n_y, n_a) / n_a ** .5,
             ba=r.randn(n_a, 1) * .1, by=r.randn(n_y, 1) * .1)
    x, a0 = r.randn(n_x, m, T), r.randn(n_a, m) * .1
    target = np.eye(n_y)[r.randint(0, n_y, (m, T))].transpose(2, 0, 1)
    return x, a0, target, p


def measure(step, seconds=6, slice_seconds=0.5):
    """Median seconds of a call in the least disturbed slice: other work on a machine comes and goes within seconds."""
    medians, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        times, slice_end = [], time.perf_counter() + slice_seconds
        while time.perf_counter() < slice_end:
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        medians.append(sorted(times)[len(times) // 2])
    return min(medians)


def write(folder):
    import numpy as np
    from numpy_rnn import lstm_loss, step
    os.makedirs(folder, exist_ok=True)
    for name, c in CASES.items():
        x, a0, target, p = inputs(c)
        loss, lstm = step(x, a0, target, p)[0], lstm_loss(x, a0, target, p)
        np.savez(os.path.join(folder, name + ".npz"), x=x, a0=a0, target=target, loss=loss, lstm_loss=lstm, **p)


if __name__ == "__main__":
    write(sys.argv[1] if len(sys.argv) > 1 else "target/cases")
