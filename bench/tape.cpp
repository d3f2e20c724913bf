// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The runtime tape beside a minimal one written by hand: record and sweep of 200,000 statements. The one written by hand has one
// array of partials, one of indices and one record a statement; its partials are derived on paper. y begins anew every 32 statements, and the
// result is the sum of where it came to, so that no adjoint is 0 by then and the sweep passes over none. Prints a row a statement: its
// name, nanoseconds a statement by hand and by the tape and by it with the statement compiled (tape::compiled), and the
// ratios to that by hand, each the median of runs in turn.
#include <typegrad/tape.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace {

constexpr int statements = 200000, in_a_row = 32;

// With memory for all that will be recorded: it does not look whether there is room.
struct minimal_tape {
    std::vector<double> partials = std::vector<double>(4 * statements), adjoints;
    std::vector<std::uint32_t> operands = std::vector<std::uint32_t>(4 * statements), ends = std::vector<std::uint32_t>(2 * statements);
    double* partial = nullptr;
    std::uint32_t *operand = nullptr, *end = nullptr;
    std::uint32_t leaf_count = 0;

    void clear(std::uint32_t leaves) {
        partial = partials.data(), operand = operands.data(), end = ends.data();
        leaf_count = leaves;
    }
    std::uint32_t end_statement() {
        *end++ = static_cast<std::uint32_t>(operand - operands.data());
        return leaf_count + static_cast<std::uint32_t>(end - ends.data()) - 1;
    }
    void depends(std::uint32_t on, double slope) {
        *operand++ = on;
        *partial++ = slope;
    }
    void sweep(std::uint32_t from) {
        std::size_t const count = static_cast<std::size_t>(end - ends.data());
        adjoints.assign(leaf_count + count, 0);
        adjoints[from] = 1;
        for (std::size_t s = count; s-- > 0;) {
            double const w = adjoints[leaf_count + s];
            if (w == 0) continue;
            std::uint32_t const begin = s == 0 ? 0 : ends[s - 1];
            for (std::uint32_t k = begin; k < ends[s]; ++k) adjoints[operands[k]] += partials[k] * w;
        }
    }
};

// Each statement once for the tape, as a user writes it, and once by hand: y's new value, with its partials recorded. Both stand in
// the loop: without the attribute compilers call the one and inline the other.
struct linear {
    static constexpr auto name = "y = a*y + b";
    template <class T>
    [[gnu::always_inline]] static constexpr T next(T const& y, T const& a, T const& b) {
        return a * y + b;
    }
    [[gnu::always_inline]] static double by_hand(minimal_tape& t, std::uint32_t& i, double y, double a, double b) {
        t.depends(0, y), t.depends(i, a), t.depends(1, 1);
        i = t.end_statement();
        return a * y + b;
    }
};
struct nine_operations {
    static constexpr auto name = "nine operations";
    template <class T>
    [[gnu::always_inline]] static constexpr T next(T const& y, T const& a, T const& b) {
        return (a * y + b) * (y - a) / (y * y + 2.0) - a * b;
    }
    [[gnu::always_inline]] static double by_hand(minimal_tape& t, std::uint32_t& i, double y, double a, double b) {
        double const u = a * y + b, v = y - a, r = 1 / (y * y + 2), q = u * v * r;
        t.depends(0, (y * v - u) * r - b), t.depends(1, v * r - a), t.depends(i, (a * v + u - 2 * y * q) * r);
        i = t.end_statement();
        return q - a * b;
    }
};
struct exponential {
    static constexpr auto name = "exp(-a*y)*b";
    template <class T>
    [[gnu::always_inline]] static constexpr T next(T const& y, T const& a, T const& b) {
        return exp(-a * y) * b;
    }
    [[gnu::always_inline]] static double by_hand(minimal_tape& t, std::uint32_t& i, double y, double a, double b) {
        double const e = std::exp(-a * y), value = e * b;
        t.depends(0, -y * value), t.depends(1, e), t.depends(i, -a * value);
        i = t.end_statement();
        return value;
    }
};
struct product {
    static constexpr auto name = "y = a*y";
    template <class T>
    [[gnu::always_inline]] static constexpr T next(T const& y, T const& a, T const&) {
        return a * y;
    }
    [[gnu::always_inline]] static double by_hand(minimal_tape& t, std::uint32_t& i, double y, double a, double) {
        t.depends(0, y), t.depends(i, a);
        i = t.end_statement();
        return a * y;
    }
};

volatile double hidden = 0.75;

template <class Statement>
double run_by_hand(minimal_tape& t) {
    double const a = hidden, b = hidden / 2;
    double const begin = hidden;
    double y = begin;
    t.clear(3);
    std::uint32_t i = 2, sum = 2;
    for (int s = 0; s < statements; ++s) {
        y = Statement::by_hand(t, i, y, a, b);
        if ((s + 1) % in_a_row != 0) continue;
        t.depends(sum, 1), t.depends(i, 1);
        sum = t.end_statement();
        y = begin, i = 2;
    }
    t.sweep(sum);
    return t.adjoints[0];
}
// As the operators record it, or compiled: differentiated by the compiler and recorded as one statement.
template <class Statement, bool IsCompiled>
double run_on_tape() {
    namespace tape = typegrad::tape;
    constexpr auto next = [](auto const& y, auto const& a, auto const& b) __attribute__((always_inline)) { return Statement::next(y, a, b); };
    constexpr auto compiled = tape::compiled(next);
    tape::variable a{double(hidden), tape::requires_grad}, b{hidden / 2, tape::requires_grad}, begin{double(hidden), tape::requires_grad};
    tape::variable y = begin, sum = begin;
    for (int s = 0; s < statements; ++s) {
        if constexpr (IsCompiled) y = compiled(y, a, b);
        else y = next(y, a, b);
        if ((s + 1) % in_a_row != 0) continue;
        sum += y;
        y = begin;
    }
    sum.backward();
    return a.grad();
}

template <class F>
double nanoseconds(F f) {
    std::clock_t const start = std::clock();  // processor time: a machine that others use as well interrupts what takes milliseconds
    f();
    return 1e9 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / statements;
}
double median(std::vector<double> all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

template <class Statement>
void row(minimal_tape& t, int rounds) {
    double const expected = run_by_hand<Statement>(t);
    for (double const got : {run_on_tape<Statement, false>(), run_on_tape<Statement, true>()}) {
        if (std::fabs(got - expected) <= 1e-9 * std::fabs(expected)) continue;
        std::printf("%s: %.17g by hand, %.17g by the tape\n", Statement::name, expected, got);
        std::exit(1);
    }
    // In turn, again and again: what disturbs the machine disturbs all.
    std::vector<double> hand, tape, compiled, tape_ratio, compiled_ratio;
    for (int round = 0; round < rounds; ++round) {
        hand.push_back(nanoseconds([&] { run_by_hand<Statement>(t); }));
        tape.push_back(nanoseconds([] { run_on_tape<Statement, false>(); }));
        compiled.push_back(nanoseconds([] { run_on_tape<Statement, true>(); }));
        tape_ratio.push_back(tape.back() / hand.back());
        compiled_ratio.push_back(compiled.back() / hand.back());
    }
    std::printf("| `%s` | %.1f | %.1f | %.2f | %.1f | %.2f |\n", Statement::name, median(hand), median(tape), median(tape_ratio), median(compiled), median(compiled_ratio));
}

}

// The number of rounds; 1 to see that all compute the same.
int main(int count, char** arguments) {
    int const rounds = count > 1 ? std::atoi(arguments[1]) : 51;
    minimal_tape t;
    std::puts("| statement | by hand, ns | operators, ns | ratio | compiled, ns | ratio |\n|---|---|---|---|---|---|");
    row<linear>(t, rounds);
    row<nine_operations>(t, rounds);
    row<exponential>(t, rounds);
    row<product>(t, rounds);
}
