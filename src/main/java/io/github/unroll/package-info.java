/**
 * Vanilla RNN and LSTM, forward and backward through time: the recurrences, their losses, and a gradient check.
 *
 * <h2>Alphabet</h2>
 *
 * <p>Sizes are {@code nX} inputs, {@code nA} hidden units, {@code nY} outputs, {@code m} examples, {@code T} steps. A matrix is
 * (rows, columns) and a column is an example. A sequence is a {@code List<Matrix>} of length T.
 *
 * <table class="striped">
 * <caption>Maths, notebook and Java</caption>
 * <thead><tr><th>maths</th><th>notebook</th><th>Java</th><th>shape</th></tr></thead>
 * <tbody>
 * <tr><td>x&lang;t&rang;, a&lang;t&rang;, y&lang;t&rang;</td><td>{@code xt, a_next, yt_pred}</td><td>{@code xt, aNext, ytPred}</td><td>(nX, m), (nA, m), (nY, m)</td></tr>
 * <tr><td>a&lang;t-1&rang;, c&lang;t-1&rang;</td><td>{@code a_prev, c_prev}</td><td>{@code aPrev, cPrev}</td><td>(nA, m)</td></tr>
 * <tr><td>W<sub>ax</sub>, W<sub>aa</sub>, W<sub>ya</sub></td><td>{@code Wax, Waa, Wya}</td><td>{@code Wax, Waa, Wya}</td><td>(nA, nX), (nA, nA), (nY, nA)</td></tr>
 * <tr><td>b<sub>a</sub>, b<sub>y</sub></td><td>{@code ba, by}</td><td>{@code ba, by}</td><td>(nA, 1), (nY, 1)</td></tr>
 * <tr><td>W<sub>f</sub>, W<sub>i</sub>, W<sub>c</sub>, W<sub>o</sub></td><td>{@code Wf, Wi, Wc, Wo}</td><td>{@code Wf, Wi, Wc, Wo}</td><td>(nA, nA + nX)</td></tr>
 * <tr><td>&Gamma;<sub>f</sub>, &Gamma;<sub>u</sub>, c&#771;, &Gamma;<sub>o</sub></td><td>{@code ft, it, cct, ot}</td><td>{@code ft, it, cct, ot}</td><td>(nA, m)</td></tr>
 * <tr><td>&part;J/&part;z&lang;t&rang;, the gradient at the pre-activation</td><td>{@code dtanh; dft, dit, dcct, dot}</td><td>{@code dz; dzf, dzi, dzc, dzo}</td><td>(nA, m)</td></tr>
 * <tr><td>one step</td><td>{@code rnn_cell_forward, rnn_cell_backward}</td><td>{@link io.github.unroll.RnnCell}</td><td></td></tr>
 * <tr><td>all steps</td><td>{@code rnn_forward}</td><td>{@link io.github.unroll.RnnSequence}</td><td></td></tr>
 * <tr><td>backpropagation through time</td><td>{@code rnn_backward}</td><td>{@link io.github.unroll.Bptt}</td><td></td></tr>
 * <tr><td>one step</td><td>{@code lstm_cell_forward, lstm_cell_backward}</td><td>{@link io.github.unroll.LstmCell}</td><td></td></tr>
 * <tr><td>all steps</td><td>{@code lstm_forward}</td><td>{@link io.github.unroll.LstmSequence}</td><td></td></tr>
 * <tr><td>backpropagation through time</td><td>{@code lstm_backward}</td><td>{@link io.github.unroll.LstmBptt}</td><td></td></tr>
 * </tbody>
 * </table>
 *
 * <h2>Floors</h2>
 *
 * <p>A class uses only classes of its own floor and of those below it; a test reads this list and sees to it.
 *
 * <ol start="0">
 *   <li>Loops on {@code double[][]}, no checks: {@code Products}, a product's blocks, {@code Packed}, a left factor of many, with
 *       room in a {@code Workspace}, and {@code Kernels}, their loops; {@code Elementary} and {@code ElementaryBlock}, exp, tanh,
 *       sigmoid and log(1 + x); {@code Elementwise}, sums and products by element.
 *   <li>Values, and the checks with their messages: {@link io.github.unroll.Matrix}, {@link io.github.unroll.Mask},
 *       {@link io.github.unroll.Activation}, {@link io.github.unroll.Output}, {@link io.github.unroll.Reduction}, {@code Shapes},
 *       {@code Names}.
 *   <li>One step: {@link io.github.unroll.RnnCell} with {@link io.github.unroll.RnnParameters},
 *       {@link io.github.unroll.RnnStep}, {@link io.github.unroll.RnnCache}, {@link io.github.unroll.RnnCellGradients};
 *       {@link io.github.unroll.LstmCell} with {@link io.github.unroll.LstmParameters}, {@link io.github.unroll.LstmStep},
 *       {@link io.github.unroll.LstmCache}, {@link io.github.unroll.LstmCellGradients}, {@code LstmGates}; what both have:
 *       {@link io.github.unroll.Parameters}, {@code Affine}, {@code OutputLayer}, {@code StepCache}.
 *   <li>The loop over time: {@link io.github.unroll.RnnSequence} and {@link io.github.unroll.LstmSequence}, which give an
 *       {@link io.github.unroll.RnnForward} or {@link io.github.unroll.LstmForward}, a {@link io.github.unroll.SequenceForward}.
 *   <li>The reversed loop: {@link io.github.unroll.Bptt} and {@link io.github.unroll.LstmBptt}, which give
 *       {@link io.github.unroll.RnnGradients} or {@link io.github.unroll.LstmGradients}; from {@link io.github.unroll.Loss} and
 *       {@link io.github.unroll.Targets} through {@code Grading} and {@code LossGradients} to {@code StateGradients};
 *       {@code Reversed}, the products over a {@code Block} of steps.
 *   <li>Any gradient against numerical differentiation: {@link io.github.unroll.GradientCheck} and
 *       {@link io.github.unroll.GradientReport}. The question: {@code GradientSubject}, {@code NamedValues},
 *       {@code GradientSettings}; the answer: {@code NumericalGradient}, {@code GradientSlopes},
 *       {@code GradientDifferences}; the report: {@code GradientTable}, {@code GradientCells}, {@code GradientHints},
 *       {@code GradientPatterns}.
 * </ol>
 *
 * <h2>Numbers</h2>
 *
 * <p>Everything is computed in {@code double} with {@code + - * /}, {@code sqrt}, {@code Math.fma}, bit operations and
 * {@code StrictMath}, in one documented order of summation. The same inputs give the same bits on every JVM from 17 on,
 * interpreted or compiled, at any vector width. {@code Math.fma} is an instruction of every x86-64-v3 and ARM64 processor;
 * without it the results are the same and very slow.
 *
 * <h2>Errors</h2>
 *
 * <p>A wrong argument is an {@link java.lang.IllegalArgumentException}, thrown before anything is computed, that names the
 * method, the argument, what was expected and what came:
 * {@code RnnCell.forward: xt must be (nX, m) = (3, 10) but was (4, 10)}. Arguments are never modified.
 *
 * <h2>Sources</h2>
 *
 * <ul>
 *   <li>The notebook: "Building your Recurrent Neural Network - Step by Step", DeepLearning.AI, Sequence Models, week 1.
 *   <li>Elman, J. L. (1990). Finding structure in time. doi:10.1207/s15516709cog1402_1
 *   <li>Werbos, P. J. (1990). Backpropagation through time: what it does and how to do it. doi:10.1109/5.58337
 *   <li>Hochreiter, S. and Schmidhuber, J. (1997). Long short-term memory. doi:10.1162/neco.1997.9.8.1735
 *   <li>Gers, F. A., Schmidhuber, J. and Cummins, F. (2000). Learning to forget: continual prediction with LSTM.
 *       doi:10.1162/089976600300015015
 * </ul>
 */
package io.github.unroll;
