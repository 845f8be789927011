"""Our time, NumPy's and PyTorch's for one unit of work, measured case by case in one run, on one thread, with ratios.

python3 src/jmh/python/compare.py [case ...]

Run it from the root of the project. It measures every JDK named in JDKS (homes separated by ':', default JAVA_HOME) and
PyTorch where TORCH_PYTHON (default python3) has it. All take turns, ROUNDS times (default 2), and of each the least median
of half a second counts, the one least disturbed. A ratio below 1 means that this library is faster."""
import json
import os
import subprocess
import sys

from cases import CASES, flops, write

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = int(os.environ.get("ROUNDS", "2"))
PEAK = float(os.environ.get("PEAK_GFLOPS", "58.5"))
ONE = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")


def home():
    text = subprocess.run(["java", "-XshowSettings:properties", "-version"], capture_output=True, text=True).stderr
    return [line.split("=")[1].strip() for line in text.splitlines() if "java.home" in line][0]


def python(script, case, interpreter):
    """Least median microseconds by the name printed; empty where the interpreter lacks the library."""
    out = subprocess.run([interpreter, os.path.join(HERE, script), case], capture_output=True, text=True, env=ONE)
    return {line.split()[0]: float(line.split()[2]) for line in out.stdout.splitlines()}


def ours(jdk, case, class_path):
    result = os.path.abspath("target/jmh-result.json")
    command = [os.path.join(jdk, "bin", "java"), "-cp", class_path, "org.openjdk.jmh.Main", os.environ.get("BENCHMARKS", "UnitOfWork"), "-p", "name=" + case,
               "-rf", "json", "-rff", result, "-v", "SILENT"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(result) as f:
        return {r["benchmark"].split(".")[-1]: least_median(r["primaryMetric"]["rawDataHistogram"][0]) for r in json.load(f)}


def least_median(iterations):
    """Each iteration is a list of [microseconds, how often]."""
    return min(median(iteration) for iteration in iterations if iteration)


def median(histogram):
    before, half = 0, sum(count for _, count in histogram) // 2
    for us, count in sorted(histogram):
        before += count
        if before > half:
            return us


def class_path():
    """Compiles the benchmarks and asks Maven for what they run with."""
    goals = ["test-compile", "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"]
    subprocess.run(["mvn", "-q", "-Pjmh", *goals, "-Dmdep.outputFile=target/jmh/class-path"], check=True)
    with open("target/jmh/class-path") as f:
        return os.pathsep.join(["target/jmh/test-classes", "target/jmh/classes", f.read().strip()])


def main():
    jdks = [j for j in os.environ.get("JDKS", os.environ.get("JAVA_HOME") or home()).split(":") if j]
    write("target/cases")
    path = class_path()
    torch = os.environ.get("TORCH_PYTHON", "python3")
    columns = "".join(" | ours, %s | of NumPy | of PyTorch | of peak | forward alone | LSTM | of PyTorch's" % os.path.basename(j) for j in jdks)
    print("| case | NumPy us | PyTorch us | PyTorch's LSTM%s |" % columns)
    print("|" + " --- |" * (4 + 7 * len(jdks)), flush=True)
    for case in sys.argv[1:] or CASES:
        numpy, pytorch, java = {}, {}, {jdk: {} for jdk in jdks}
        for _ in range(ROUNDS):
            keep_least(numpy, python("numpy_rnn.py", case, sys.executable))
            keep_least(pytorch, python("torch_rnn.py", case, torch))
            for jdk in jdks:
                keep_least(java[jdk], ours(jdk, case, path))
        numpy = numpy[case]
        rnn, lstm = pytorch.get(case), pytorch.get(case + "-lstm")
        row = "| %s | %.0f | %s | %s" % (case, numpy, number("%.0f", rnn), number("%.0f", lstm))
        for jdk in jdks:
            t = java[jdk]
            us = t["backward"]
            row += " | %.1f | %.3f | %s | %.0f %% | %s | %s | %s" % (
                us, us / numpy, number("%.3f", rnn and us / rnn), 100 * flops(CASES[case]) / us * 1e-3 / PEAK, number("%.1f", t.get("forward")),
                number("%.1f", t.get("lstm")), number("%.3f", lstm and "lstm" in t and t["lstm"] / lstm))
        print(row + " |", flush=True)


def keep_least(least, measured):
    for name, us in measured.items():
        least[name] = min(us, least.get(name, us))


def number(form, value):
    return form % value if value else "-"


if __name__ == "__main__":
    main()
