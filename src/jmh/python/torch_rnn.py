"""torch.nn.RNN or torch.nn.LSTM + Linear + cross_entropy + backward, float64, timed. Every gate of the LSTM has the RNN's
weights. OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 python3 torch_rnn.py [case ...]
Prints: case (with "-lstm" for the LSTM), loss, least median microseconds, GFLOP/s."""
import sys
import torch
from cases import CASES, flops, inputs, measure

torch.set_num_threads(1)


def unit_of_work(c, gates):
    x, a0, target, p = inputs(c)
    n_x, n_a, n_y, m, T = c
    rnn = (torch.nn.RNN if gates == 1 else torch.nn.LSTM)(n_x, n_a).double()
    out = torch.nn.Linear(n_a, n_y).double()
    with torch.no_grad():
        for q, v in ((rnn.weight_ih_l0, p["Wax"]), (rnn.weight_hh_l0, p["Waa"]), (rnn.bias_ih_l0, p["ba"][:, 0])):
            q.copy_(torch.cat([torch.tensor(v)] * gates))
        out.weight.copy_(torch.tensor(p["Wya"]))
        out.bias.copy_(torch.tensor(p["by"][:, 0]))
        rnn.bias_hh_l0.zero_()
    X = torch.tensor(x).permute(2, 1, 0).contiguous().requires_grad_()
    A = torch.tensor(a0).T.contiguous()[None].requires_grad_()
    state = A if gates == 1 else (A, torch.zeros_like(A))
    L = torch.tensor(target.argmax(0)).T.contiguous().reshape(-1)

    def step():
        for q in [*rnn.parameters(), *out.parameters(), X, A]:
            q.grad = None
        loss = torch.nn.functional.cross_entropy(out(rnn(X, state)[0]).reshape(-1, n_y), L)
        loss.backward()
        return loss.item()

    return step


for name in sys.argv[1:] or CASES:
    for gates in (1, 4):
        step = unit_of_work(CASES[name], gates)
        loss, median = step(), measure(step)
        rate = flops(CASES[name], gates) / median * 1e-9
        print("%-10s %.12f %10.1f us %7.2f GFLOP/s" % (name + ("-lstm" if gates == 4 else ""), loss, median * 1e6, rate))
