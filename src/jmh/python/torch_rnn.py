"""torch.nn.RNN + Linear + cross_entropy + backward, float64, timed. OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 python3 torch_rnn.py [case ...]
Prints: case, loss, median microseconds, GFLOP/s."""
import sys, time
import torch
from cases import CASES, flops, inputs

torch.set_num_threads(1)
for name in sys.argv[1:] or CASES:
    c = CASES[name]
    x, a0, target, p = inputs(c)
    n_x, n_a, n_y, m, T = c
    rnn, out = torch.nn.RNN(n_x, n_a).double(), torch.nn.Linear(n_a, n_y).double()
    with torch.no_grad():
        for q, v in ((rnn.weight_ih_l0, p["Wax"]), (rnn.weight_hh_l0, p["Waa"]), (rnn.bias_ih_l0, p["ba"][:, 0]), (out.weight, p["Wya"]), (out.bias, p["by"][:, 0])):
            q.copy_(torch.tensor(v))
        rnn.bias_hh_l0.zero_()
    X = torch.tensor(x).permute(2, 1, 0).contiguous().requires_grad_()
    A = torch.tensor(a0).T.contiguous()[None].requires_grad_()
    L = torch.tensor(target.argmax(0)).T.contiguous().reshape(-1)

    def step():
        for q in [*rnn.parameters(), *out.parameters(), X, A]:
            q.grad = None
        loss = torch.nn.functional.cross_entropy(out(rnn(X, A)[0]).reshape(-1, n_y), L)
        loss.backward()
        return loss.item()

    loss, times, end = step(), [], time.perf_counter() + 2
    while time.perf_counter() < end or len(times) < 5:
        s = time.perf_counter()
        step()
        times.append(time.perf_counter() - s)
    median = sorted(times)[len(times) // 2]
    print("%-10s %.12f %10.1f us %7.2f GFLOP/s" % (name, loss, median * 1e6, flops(c) / median * 1e-9))
