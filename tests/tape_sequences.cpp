// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sequences of everything that a user does with the tape's variables, beside a model that knows derivatives forward: leaves that come
// and go, copies, moves, compound assignments, named and unnamed temporaries, functions of the compile-time engine, hooks, other threads,
// scopes, positions, no_grad, exceptions, sweeps. The model says of each step whether it must be refused, which value it has, and what each leaf's gradient is.
//
// A sequence is a string of bytes: here at random, as many as the argument says (tape_sequences -- 100000); with TYPEGRAD_FUZZ those of
// libFuzzer, which looks for what has not been done yet (tests/run --fuzz-tape).
#ifndef TYPEGRAD_FUZZ
#define BOOST_TEST_MODULE typegrad_tape_sequences
#include <boost/test/unit_test.hpp>
#endif

#include <typegrad/tape.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "sanitized.hpp"

namespace {

namespace tape = typegrad::tape;
using variable = tape::variable<double>;

// A number, its derivative by each leaf, and the sum of the magnitudes of what that was added from, for the error that rounding may make.
struct dual {
    struct slope {
        double sum = 0, magnitude = 0;
    };
    double value = 0;
    std::map<int, slope> by;

    dual(double v = 0) : value(v) {}

    bool is_moderate() const {
        return std::abs(value) < 1e6 && std::all_of(by.begin(), by.end(), [](auto const& d) { return d.second.magnitude < 1e12; });
    }
};
dual combined(double value, dual const& a, double da, dual const& b = {}, double db = 0, dual const& c = {}, double dc = 0) {
    dual y(value);
    for (auto const& [operand, partial] : {std::pair{&a, da}, {&b, db}, {&c, dc}})
        for (auto const& [leaf, slope] : operand->by) {
            auto& into = y.by[leaf];
            into.sum += partial * slope.sum;
            into.magnitude += std::abs(partial) * slope.magnitude;
        }
    return y;
}
dual operator+(dual const& a, dual const& b) { return combined(a.value + b.value, a, 1, b, 1); }
dual operator-(dual const& a, dual const& b) { return combined(a.value - b.value, a, 1, b, -1); }
dual operator*(dual const& a, dual const& b) { return combined(a.value * b.value, a, b.value, b, a.value); }
dual operator/(dual const& a, dual const& b) { return combined(a.value / b.value, a, 1 / b.value, b, -a.value / b.value / b.value); }
dual operator-(dual const& a) { return combined(-a.value, a, -1); }
dual exp(dual const& a) { return combined(std::exp(a.value), a, std::exp(a.value)); }
dual sin(dual const& a) { return combined(std::sin(a.value), a, std::cos(a.value)); }
dual cos(dual const& a) { return combined(std::cos(a.value), a, -std::sin(a.value)); }
dual log(dual const& a) { return combined(std::log(a.value), a, 1 / a.value); }
dual sqrt(dual const& a) { return combined(std::sqrt(a.value), a, 0.5 / std::sqrt(a.value)); }
dual tanh(dual const& a) { return combined(std::tanh(a.value), a, 1 / (std::cosh(a.value) * std::cosh(a.value))); }
dual fma(dual const& a, dual const& b, dual const& c) { return combined(std::fma(a.value, b.value, c.value), a, b.value, b, a.value, c, 1); }
dual atan2(dual const& a, dual const& b) {
    double const r = a.value * a.value + b.value * b.value;
    return combined(std::atan2(a.value, b.value), a, b.value / r, b, -a.value / r);
}
dual pow(dual const& a, int) { return combined(a.value * a.value * a.value, a, 3 * a.value * a.value); }
bool operator>(dual const& a, double b) { return a.value > b; }

// What an expression is made of: three operands, in the ways that statements are.
constexpr int shapes = 24;
template <class T>
T branching(T const& a) {
    if (a > 0) return a * a;
    return -a;
}
template <class T>
T by_value(T a, T b) {
    a = std::move(b) * std::move(a);  // b may be a copy of a leaf
    b = std::move(a) + 1.0;
    return b * 0.5;
}
// One statement each, whose derivatives the compiler makes.
constexpr auto as_one = [](auto const& a, auto const& b, auto const& c) { return (a * b + c) * (b - a) / (b * b + 2.0) - a * c; };
constexpr auto as_two = [](auto const& a, auto const& b, auto const& c) { return std::array{a * b - c, sin(a) * c}; };
template <class T>
T evaluate(int shape, T const& a, T const& b, T const& c) {
    switch (shape) {
    case 22:
        if constexpr (std::is_same_v<T, variable>) return tape::compiled(as_one)(a, b, c);
        else return as_one(a, b, c);
    case 23: {
        auto const both = [&] {
            if constexpr (std::is_same_v<T, variable>) return tape::compiled(as_two)(a, b, c);
            else return as_two(a, b, c);
        }();
        return both[0] * both[1];
    }
    case 0: return a + b;
    case 1: return a - b;
    case 2: return a * b;
    case 3: return a / (b * b + 1.0);
    case 4: return -a;
    case 5: return exp(-a * b / (a * a + b * b + 1.0)) * c;
    case 6: return a * b + c;
    case 7: return (a * b + c) * (b - a) / (b * b + 2.0) - a * c;
    case 8: return sin(a) * cos(b);
    case 9: return sqrt(a * a + 1.0) + 2.0;
    case 10: return 2.0 * a - 1.0;
    case 11: return 1.0 / (b * b + 1.0) - a;
    case 12: return a * a;
    case 13: return tanh(a) + log(b * b + 1.0);
    case 14: return pow(a, 3) - c;
    case 15: return fma(a, b, c);
    case 16: return atan2(a, b * b + 1.0);
    case 17: return branching(a - b);
    case 18: return by_value(a + c, b);
    case 19: {  // names end what an operation may take over
        T const t = a * b;
        T const u = t + c;
        return t * u;
    }
    case 20: {
        T t = a * b;
        T u = std::move(t) - c;
        t = u * 0.25;
        return t + u;
    }
    default: return ((a - b) - (b - c)) - (-(a + c) * 3.0);
    }
}

struct broken {};

class sequence {
public:
    sequence(std::uint8_t const* bytes, std::size_t count) : next_(bytes), end_(bytes + count) {}

    void run() {
        while (next_ != end_) step();
        while (!scopes_.empty()) close_scope();
        for (std::size_t k = 0; k < slots; ++k) check_gradient(k);
    }

private:
    static constexpr std::size_t slots = 6;
    // What the model knows of a handle: a constant, the leaf of this number, or a recorded value, the entry of this number.
    struct seen {
        dual number;
        int leaf = -1, entry = -1;
    };
    struct place {
        tape::position position;
        std::size_t size;
        int last, marker;
    };
    struct frame {
        std::unique_ptr<tape::scope<double>> scope;
        std::size_t start;
    };

    int byte() { return next_ == end_ ? 0 : *next_++; }
    std::size_t slot() { return static_cast<std::size_t>(byte()) % slots; }
    double number() { return byte() % 17 / 4.0 - 2; }

    [[noreturn]] static void wrong(char const* what, double got = 0, double expected = 0) {
        std::fprintf(stderr, "tape_sequences: %s: %.17g and not %.17g\n", what, got, expected);
        std::abort();
    }
    static void same(char const* what, double got, double expected, double tolerance = 0) {
        if (!(std::abs(got - expected) <= tolerance)) wrong(what, got, expected);
    }
    // That f throws a std::logic_error if and only if the model says so; whether it did not.
    template <class F>
    static bool done(bool refused, char const* what, F f) {
        try {
            f();
        } catch (std::logic_error const& error) {
            if (!refused) std::fprintf(stderr, "%s\n", error.what()), wrong(what);
            return false;
        }
        if (refused) wrong(what, 0, 1);
        return true;
    }

    bool is_stale(seen const& s) const { return s.entry >= 0 && std::find(record_.begin(), record_.end(), s.entry) == record_.end(); }
    bool is_active(seen const& s) const { return s.leaf >= 0 || s.entry >= 0; }
    int handles(int leaf) const {
        return static_cast<int>(std::count_if(known_.begin(), known_.end(), [&](seen const& s) { return s.leaf == leaf; }));
    }
    std::size_t floor() const { return scopes_.empty() ? 0 : scopes_.back().start; }
    seen result(dual number, bool active) {
        seen s;
        s.number = std::move(number);
        if (active && !no_grad_) record_.push_back(s.entry = entries_++);
        else s.number.by.clear();
        return s;
    }
    // An operation that was refused may have recorded some of its operands' making.
    void part_recorded(tape::index before) {
        if (tape::current<double>.size() > before) record_.push_back(entries_++);
    }
    // What has become too large is replaced: rounding is not what is tested.
    void put(std::size_t k, seen s) {
        known_[k] = std::move(s);
        same("value", real_[k].value(), known_[k].number.value);
        if (!known_[k].number.is_moderate()) real_[k] = 0.5, known_[k] = {0.5};
    }
    void put_leaf(std::size_t k, double value) {
        int const leaf = leaves_++;
        seen s;
        s.number = value;
        s.number.by[leaf] = {1, 1};
        s.leaf = leaf;
        known_[k] = s;
        gradients_[leaf] = {};
    }
    void check_gradient(std::size_t k) {
        seen const& s = known_[k];
        double got = 0;
        if (done(s.leaf < 0, "gradient of what has none", [&] { got = real_[k].grad(); })) {
            auto const& expected = gradients_[s.leaf].slope;
            same("gradient", got, expected.sum, 1e-12 * expected.magnitude);
        }
    }
    void close_scope() {
        scopes_.back().scope.reset();
        record_.resize(scopes_.back().start);
        scopes_.pop_back();
    }
    void sweep(std::size_t k, double seed, bool retains) {
        if (!done(is_stale(known_[k]), "backward() of a stale value", [&] {
                if (retains) real_[k].backward(seed, tape::retain_graph);
                else real_[k].backward(seed);
            }))
            return;
        if (is_active(known_[k]))
            for (auto const& [leaf, slope] : known_[k].number.by) {
                auto& of = gradients_[leaf];
                of.slope.sum += of.factor * seed * slope.sum;
                of.slope.magnitude += std::abs(of.factor * seed) * slope.magnitude;
            }
        if (!retains) record_.resize(floor());
    }

    void step() {
        int const what = byte() % 31;
        std::size_t const i = slot(), j = slot(), k = slot();
        switch (what) {
        case 0:
        case 1: {
            double const value = number();
            real_[i] = variable(value, tape::requires_grad);
            put_leaf(i, value);
            break;
        }
        case 2:
            real_[i] = number_ = number();
            known_[i] = {number_};
            break;
        case 3:
            real_[i] = real_[j];
            known_[i] = known_[j];
            break;
        case 4:
            if (i == j) real_[i] = std::move(static_cast<variable&>(real_[j]));
            else real_[i] = std::move(real_[j]), known_[i] = known_[j], real_[j] = 1.0, known_[j] = {1.0};
            break;
        case 5:
            std::swap(real_[i], real_[j]);
            std::swap(known_[i], known_[j]);
            break;
        case 6:
            sweep(i, 1 + number(), true);
            break;
        case 7:
            sweep(i, 1, false);
            break;
        case 8:
            check_gradient(i);
            break;
        case 9:
            if (known_[i].leaf >= 0) real_[i].zero_grad(), gradients_[known_[i].leaf].slope = {};
            break;
        case 10:
            if (scopes_.size() < 4) scopes_.push_back({std::make_unique<tape::scope<double>>(), record_.size()});
            break;
        case 11:
            if (!scopes_.empty()) close_scope();
            break;
        case 12:
            place_ = place{tape::here(), record_.size(), record_.empty() ? -1 : record_.back(), 0};
            break;
        case 13:
            if (place_) {
                bool const gone = place_->size > record_.size() || (place_->size > 0 && record_[place_->size - 1] != place_->last) || place_->size < floor();
                if (done(gone, "reset()", [&] { tape::reset(place_->position); })) record_.resize(place_->size);
            }
            break;
        case 14:
            if (no_grad_) no_grad_.reset();
            else no_grad_.emplace();
            break;
        case 15:
            compound(i, j, byte() % 4);
            break;
        case 16: {
            bool const refused = known_[i].entry >= 0 && (k % 2 == 0);
            if (done(refused, "requires_grad_()", [&] { real_[i].requires_grad_(k % 2 != 0); })) {
                if (k % 2 == 0) known_[i] = {known_[i].number.value};
                else if (!is_active(known_[i])) put_leaf(i, known_[i].number.value);
            }
            break;
        }
        case 17: {
            dual const value = known_[j].number;
            real_[i] = real_[j].detach();
            known_[i] = {value.value};
            break;
        }
        case 18: {  // an exception leaves a scope, and an expression that was half recorded
            std::size_t const before = record_.size();
            bool const refused = is_stale(known_[i]) || is_stale(known_[j]) || is_stale(known_[k]);
            try {
                tape::scope<double> const inner;
                done(refused, "in a scope", [&] { (void)evaluate(7, real_[i], real_[j], real_[k]); });
                variable const t = real_[0].detach() * 2.0;
                throw broken{};
            } catch (broken const&) {
            }
            record_.resize(before);
            break;
        }
        case 19: {  // grad() leaves everything as it is
            seen const &y = known_[i], &x = known_[j];
            double got = 0;
            bool const refused = is_stale(y) || x.leaf < 0;
            if (x.entry >= 0) break;  // by a recorded value: the model knows none
            if (done(refused, "grad(y, x)", [&] { got = tape::grad(real_[i], real_[j]); })) {
                auto const found = y.number.by.find(x.leaf);
                dual::slope const expected = found == y.number.by.end() ? dual::slope{} : found->second;
                double const factor = gradients_[x.leaf].factor;
                same("grad(y, x)", got, factor * expected.sum, 1e-12 * std::abs(factor) * expected.magnitude);
            }
            break;
        }
        case 20: {  // a hook: of a leaf it has a factor, of a recorded value it looks on
            bool const refused = is_stale(known_[i]) || !is_active(known_[i]);
            double const factor = known_[i].leaf >= 0 && std::abs(gradients_[known_[i].leaf].factor) < 8 ? -2 : 1;
            if (done(refused, "register_hook()", [&] { real_[i].register_hook([factor](double g) { return factor * g; }); }) && known_[i].leaf >= 0)
                gradients_[known_[i].leaf].factor *= factor;
            break;
        }
        case 21: {  // another thread may copy what is here, and compute with what is constant
            bool refused = false;
            std::thread([&] {
                variable mine(0.5, tape::requires_grad);
                variable const copy = real_[i];
                try {
                    (mine * copy).backward();
                    same("gradient in another thread", mine.grad(), copy.value());
                } catch (std::logic_error const&) {
                    refused = true;
                }
            }).join();
            if (refused != is_active(known_[i])) wrong("a value in another thread", refused, !refused);
            break;
        }
        case 22: {  // parts that threads have recorded, merged
            double parts[2]{};
            double const a = real_[i].value(), b = real_[j].value();
            std::thread workers[2];
            for (int w = 0; w < 2; ++w)
                workers[w] = std::thread([&, w] {
                    variable const x(a, tape::requires_grad);
                    variable const y = w == 0 ? x * b : sin(x);
                    y.backward();
                    parts[w] = x.grad();
                });
            for (auto& worker : workers) worker.join();
            same("a part", parts[0], b), same("a part", parts[1], std::cos(a));
            break;
        }
        default: {
            int const shape = byte() % shapes;
            bool const with_b = uses_b(shape), with_c = uses_c(shape);
            bool const refused = is_stale(known_[i]) || (with_b && is_stale(known_[j])) || (with_c && is_stale(known_[k]));
            std::size_t const into = slot();
            bool const active = is_active(known_[i]) || (with_b && is_active(known_[j])) || (with_c && is_active(known_[k]));
            auto const before = tape::current<double>.size();
            dual const expected = evaluate<dual>(shape, known_[i].number, known_[j].number, known_[k].number);
            if (done(refused, "an operation", [&] { real_[into] = evaluate<variable>(shape, real_[i], real_[j], real_[k]); })) put(into, result(expected, active));
            else part_recorded(before);
            break;
        }
        }
    }
    static bool uses_b(int shape) { return shape != 4 && shape != 9 && shape != 10 && shape != 12 && shape != 14; }
    static bool uses_c(int shape) { return shape == 5 || shape == 6 || shape == 7 || shape == 14 || shape == 15 || shape >= 18; }

    void compound(std::size_t i, std::size_t j, int operation) {
        bool const in_place = no_grad_ && known_[i].leaf >= 0;
        bool const refused = is_stale(known_[i]) || is_stale(known_[j]) || (in_place && handles(known_[i].leaf) > 1);
        dual const &a = known_[i].number, &b = known_[j].number;
        dual const expected = operation == 0 ? a + b : operation == 1 ? a - b : operation == 2 ? a * b : a / (b * b + 1.0);
        auto const apply = [&] {
            if (operation == 0) real_[i] += real_[j];
            else if (operation == 1) real_[i] -= real_[j];
            else if (operation == 2) real_[i] *= real_[j];
            else real_[i] /= real_[j] * real_[j] + 1.0;
        };
        auto const before = tape::current<double>.size();
        if (!done(refused, "a compound assignment", apply)) return part_recorded(before);
        if (!in_place) return put(i, result(expected, is_active(known_[i]) || is_active(known_[j])));
        known_[i].number.value = expected.value;
        same("value in place", real_[i].value(), expected.value);
        if (!expected.is_moderate()) real_[i] = 0.5, known_[i] = {0.5};
    }

    std::uint8_t const *next_, *end_;
    std::vector<variable> real_ = std::vector<variable>(slots);
    std::vector<seen> known_ = std::vector<seen>(slots);
    std::vector<int> record_;  // the numbers of the entries that are there
    std::vector<frame> scopes_;
    std::optional<place> place_;
    std::optional<tape::no_grad> no_grad_;
    struct gradient {
        dual::slope slope{};
        double factor = 1;  // of its hooks
    };
    std::map<int, gradient> gradients_;
    int leaves_ = 0, entries_ = 0;
    double number_ = 0;
};

void run(std::uint8_t const* bytes, std::size_t count) {
    {
        sequence s(bytes, count);
        s.run();
    }
    tape::current<double>.release();
}

}

#ifdef TYPEGRAD_FUZZ
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t count) {
    run(bytes, count);
    return 0;
}
#else
BOOST_AUTO_TEST_CASE(at_random) {
    auto const& suite = boost::unit_test::framework::master_test_suite();
    int const sequences = suite.argc > 1 ? std::atoi(suite.argv[1]) : sanitized ? 1000 : 3000;
    std::uint64_t state = 1;
    for (int s = 0; s < sequences; ++s) {
        std::uint8_t bytes[600];
        for (auto& b : bytes) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            b = static_cast<std::uint8_t>(state >> 56);
        }
        run(bytes, sizeof bytes);
    }
    BOOST_TEST(tape::current<double>.size() == 1);
}
#endif
