// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// PyTorch's words on the tape, and code as people write it. (docs/pytorch.md has the lesson, and is a test as well.)
#define BOOST_TEST_MODULE typegrad_tape_words
#include <boost/test/unit_test.hpp>

#include <typegrad/tape.hpp>
#include <typegrad/tape/pictures.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "verify.hpp"

namespace {

namespace tape = typegrad::tape;
using variable = tape::variable<double>;

template <class F>
std::string thrown(F f) {
    try {
        f();
    } catch (std::logic_error const& error) {
        return error.what();
    }
    return "";
}
bool contains(std::string const& text, char const* part) { return text.find(part) != std::string::npos; }

// A return type that is deduced from several returns: what an operator gives is a variable, never an expression of its own type.
constexpr auto branching = [](auto const& x) {
    if (x > 1) return x * x;
    if (x < -1) return exp(x);
    return -x;
};

}

BOOST_AUTO_TEST_CASE(leaves_and_values) {
    variable x{2.0, tape::requires_grad};
    variable const y = x * x, constant = 3.0;
    BOOST_TEST((x.is_leaf() && x.requires_grad()));
    BOOST_TEST((!y.is_leaf() && y.requires_grad()));
    BOOST_TEST((constant.is_leaf() && !constant.requires_grad()));
    BOOST_TEST(y.item() == 4);
    BOOST_TEST(!y.detach().requires_grad());
    variable z = y.detach();
    z.requires_grad_();
    (z * z).backward(tape::retain_graph);
    BOOST_TEST(z.grad() == 8);
    BOOST_TEST(x.grad() == 0);
    z.requires_grad_(false);
    BOOST_TEST(!z.requires_grad());
    BOOST_TEST(contains(thrown([&] { variable w = y; w.requires_grad_(false); }), "detach()"));
    BOOST_TEST(contains(thrown([&] { (void)y.grad(); }), "retain_grad()"));
    BOOST_TEST(contains(thrown([&] { (void)y.grad(); }), "(4)"));
    BOOST_TEST(contains(thrown([&] { (void)constant.grad(); }), "tape::requires_grad"));
    BOOST_TEST(contains(thrown([&] { constant.register_hook([](double) {}); }), "tape::requires_grad"));
}

BOOST_AUTO_TEST_CASE(of_constants) {
    variable x{1.5, tape::requires_grad};
    variable payoff = 0;
    if (x > 2.0) payoff = x - 2.0;
    payoff.backward();
    BOOST_TEST(x.grad() == 0);
    {
        tape::no_grad const off;
        auto const y = x * x;
        BOOST_TEST(!y.requires_grad());
        {
            tape::enable_grad const on;
            BOOST_TEST((x * x).requires_grad());
        }
        BOOST_TEST(tape::derivative([](auto t) { return t * t * t; })(2.0) == 12);
        BOOST_TEST(fma(x, x, y).value() == 4.5);
    }
    auto const w = x * x;
    w.backward();
    BOOST_TEST(x.grad() == 3);
}

BOOST_AUTO_TEST_CASE(seeds_and_several_results) {
    auto v = tape::leaves(std::array{2.0, 5.0});
    static_assert(std::is_same_v<decltype(v), std::vector<variable>>);
    std::vector<variable> const results{v[0] * v[1], v[0] + v[1], 7.0, v[1]};
    tape::backward(results, std::vector{1.0, 10.0, 100.0, 1000.0}, tape::retain_graph);
    BOOST_TEST(v[0].grad() == 15);
    BOOST_TEST(v[1].grad() == 1012);
    tape::backward(results);
    BOOST_TEST(v[0].grad() == 15 + 6);
    BOOST_TEST(contains(thrown([&] { tape::backward(std::vector{v[0] * 2}, std::vector{1.0, 2.0}); }), "seed"));
    (v[0] * v[0]).backward(0.5);
    BOOST_TEST(v[0].grad() == 21 + 2);
    static_assert(std::is_same_v<decltype(tape::leaves({1, 2})), std::vector<variable>>);
    static_assert(std::is_same_v<decltype(tape::leaves({1.0f})), std::vector<tape::variable<float>>>);
}

// By leaves and recorded values, without a trace in any grad().
BOOST_AUTO_TEST_CASE(chosen_gradients) {
    variable a{2.0, tape::requires_grad}, b{3.0, tape::requires_grad};
    auto const u = a * b, y = u * u * a;
    BOOST_TEST((tape::grad(y, {a, b, u}) == std::vector{36.0 + 2 * 6 * 2 * 3, 2.0 * 6 * 2 * 2, 2.0 * 6 * 2}));
    BOOST_TEST(tape::grad(y, u) == 24);
    BOOST_TEST(tape::grad(y, y) == 1);
    BOOST_TEST(a.grad() == 0);
    y.backward();
    BOOST_TEST(a.grad() == 108);
    BOOST_TEST(b.grad() == 48);
}

BOOST_AUTO_TEST_CASE(gradients_given) {
    variable x{2.0, tape::requires_grad};
    x.set_grad(3);
    (x * x).backward();
    BOOST_TEST(x.grad() == 7);
    auto y = x * x;
    BOOST_TEST(contains(thrown([&] { y.set_grad(1); }), "x.register_hook(f)"));
    BOOST_TEST(contains(thrown([] { variable(1.0).set_grad(1); }), "tape::requires_grad"));
}

BOOST_AUTO_TEST_CASE(hooks) {
    variable x{2.0, tape::requires_grad};
    std::vector<double> seen;
    x.register_hook([&](double g) { seen.push_back(g); });
    auto const u = x * x;
    u.register_hook([&](double g) { seen.push_back(g); return 10 * g; });
    u.register_hook([&](double g) { seen.push_back(g); return g + 1; });
    (3 * u).backward();
    BOOST_TEST((seen == std::vector{3.0, 30.0, 31.0 * 4}));
    BOOST_TEST(x.grad() == 124);
    x.register_hook([](double g) { return g / 2; });
    (x * 8).backward();
    BOOST_TEST(x.grad() == 124 + 4);
    // What is kept, and what grad() gives, is what all hooks leave, whatever has been asked for first.
    auto const v = x * x;
    v.retain_grad();
    v.register_hook([](double g) { return 2 * g; });
    auto const w = 3 * v;
    BOOST_TEST(tape::grad(w, v) == 6);
    w.backward(tape::retain_graph);
    BOOST_TEST(v.grad() == 6);
    // What is kept can be read when the record is released, too.
    w.backward();
    BOOST_TEST(v.grad() == 12);
    BOOST_TEST(contains(thrown([&] { (void)w.grad(); }), "released"));
    BOOST_TEST(contains(thrown([&] { (void)(v + 1); }), "released"));
    (x * x).backward();
    BOOST_TEST(v.grad() == 12);
    {
        auto const after = x * x;
        after.retain_grad();
        after.backward();
        BOOST_TEST(after.grad() == 1);
    }
    BOOST_TEST(contains(thrown([&] { (void)v.grad(); }), "released"));
    // A norm that is 0 takes the adjoint that hooks leave, and jvp passes hooks by.
    tape::variable_of_order<2> p{0.0, tape::requires_grad}, q{0.0, tape::requires_grad};
    auto const r = hypot(p, q);
    int calls = 0;
    r.register_hook([&](variable const& g) { return ++calls, 2.0 * g; });
    (r * r).backward(tape::create_graph);
    BOOST_TEST(calls == 1);
    BOOST_TEST(tape::grad(p.grad(), p.value()) == 4);
}

// A sweep that an exception ends has not been: what it had added to leaves, and to what is kept, is as before.
BOOST_AUTO_TEST_CASE(sweeps_that_end_early) {
    variable x{2.0, tape::requires_grad}, other{1.0, tape::requires_grad};
    auto const y = x * x, z = 3 * y + 4 * x, kept = 2 * z, w = kept + x * 0.5;
    kept.retain_grad();
    int calls = 0;
    y.register_hook([&](double g) { return ++calls % 2 == 1 ? throw std::runtime_error("stopped") : g; });
    auto const stopped = [](auto f) {
        try {
            f();
        } catch (std::exception const&) {
            return true;
        }
        return false;
    };
    BOOST_TEST((stopped([&] { w.backward(tape::retain_graph); }) && x.grad() == 0 && kept.grad() == 0));
    w.backward(tape::retain_graph);
    BOOST_TEST((x.grad() == 32.5 && kept.grad() == 1));
    BOOST_TEST((stopped([&] { tape::backward({x, other, w}); }) && x.grad() == 32.5 && other.grad() == 0 && kept.grad() == 1));
    w.backward(tape::retain_graph);
    BOOST_TEST((stopped([&] { (void)tape::grad(w, x); }) && x.grad() == 65 && kept.grad() == 2));
    // A function with a rule of its own, the anomaly mode, and a hook of a leaf, which has made another leaf.
    auto const f = tape::record_function<double>({x}, {1.0}, [](auto const&) -> std::vector<double> { throw std::runtime_error("stopped"); });
    BOOST_TEST((stopped([&] { (f[0] + x * 5).backward(); }) && x.grad() == 65));
    variable const zero{0.0, tape::requires_grad};
    BOOST_TEST((stopped([&] { tape::detect_anomaly const watching; (sqrt(zero) + x * 5 + zero).backward(); }) && x.grad() == 65 && zero.grad() == 0));
    std::vector<variable> made;
    other.register_hook([&](double) {
        tape::scope const inside;
        made = tape::leaves({1.0});
        (2 * made[0]).backward(tape::retain_graph);
        throw std::runtime_error("stopped");
    });
    BOOST_TEST((stopped([&] { (x * other).backward(); }) && x.grad() == 65 && other.grad() == 0));
    BOOST_TEST(made[0].grad() == 2);
}

BOOST_AUTO_TEST_CASE(printed_cast_and_compared) {
    variable const x{1.5, tape::requires_grad}, y{2.5, tape::requires_grad};
    std::ostringstream out;
    out << x * 2.0 << ' ' << y;
    BOOST_TEST(out.str() == "3 2.5");
    BOOST_TEST(static_cast<int>(x * y) == 3);
    BOOST_TEST(static_cast<std::size_t>(y) == 2u);
    BOOST_TEST(static_cast<float>(y) == 2.5f);
    BOOST_TEST(((x <=> y) < 0 && (y <=> 2.5) == 0 && (3.0 <=> y) > 0));
    BOOST_TEST((variable(std::numeric_limits<double>::quiet_NaN()) <=> x == std::partial_ordering::unordered));
    BOOST_TEST((x < y && x <= 1.5 && 2 > x && x != y));
    std::vector<double> const table{0, 1, 4, 9};
    auto const interpolated = [&](auto t) {
        auto const i = static_cast<std::size_t>(t);
        return table[i] + (table[i + 1] - table[i]) * (t - static_cast<double>(i));
    };
    BOOST_TEST(tape::derivative(interpolated)(1.5) == 3);
}

BOOST_AUTO_TEST_CASE(deduced_return_types) {
    BOOST_TEST(tape::derivative(branching)(3.0) == 6);
    BOOST_TEST(tape::derivative(branching)(0.5) == -1);
    BOOST_TEST(tape::derivative(branching)(-2.0) == std::exp(-2.0));
    variable x{3.0, tape::requires_grad};
    variable const y = x > 2 ? x * x : x + 1;
    y.backward();
    BOOST_TEST(x.grad() == 6);
}

// Fifty digits, at first order and at second.
BOOST_AUTO_TEST_CASE(many_digits) {
    using number = boost::multiprecision::cpp_bin_float_50;
    auto const f = [](auto t) { return t * log(t) + 1 / t; };
    number const at = 2, tiny("1e-48");
    BOOST_TEST((abs(tape::derivative(f)(at) - (log(at) + 1 - 1 / (at * at))) < tiny));
    BOOST_TEST((abs(tape::hessian(f)(at)[0][0] - (1 / at + 2 / (at * at * at))) < tiny));
    tape::variable x{number(3), tape::requires_grad};
    (x * x / number(7)).backward();
    BOOST_TEST((abs(x.grad() - number(6) / 7) < tiny));
    BOOST_TEST((x < number(4) && x * 2 > 5));
}

BOOST_AUTO_TEST_CASE(anomalies) {
    tape::detect_anomaly const watching;
    variable x{2.0, tape::requires_grad}, z{0.0, tape::requires_grad};
    BOOST_TEST(contains(thrown([&] { (void)log(x - 2.0); }), "log made -inf"));
    BOOST_TEST(contains(thrown([&] { (void)(x / z); }), "/ made inf"));
    BOOST_TEST(contains(thrown([&] { (void)(sqrt(z - 1.0) * 2.0); }), "sqrt made"));
    auto const unused = sqrt(z);  // its derivative is infinite, but nothing needs it
    (x * x).backward(tape::retain_graph);
    BOOST_TEST(contains(thrown([&] { (unused * x).backward(); }), "sqrt made the first gradient"));
    x.zero_grad();
    (x * x * x).backward();
    BOOST_TEST(x.grad() == 12);
}

// At a kink, in the middle of other things; what nothing has contributed to does no harm.
BOOST_AUTO_TEST_CASE(zeros) {
    variable x{2.0, tape::requires_grad}, z{0.0, tape::requires_grad}, t{3.0, tape::requires_grad};
    auto const unused = sqrt(z) * t;
    (void)unused;
    auto const y = 0.0 - x * z + x * x * -1.0 - z;
    y.backward();
    BOOST_TEST(x.grad() == -4);
    BOOST_TEST(z.grad() == -3);
    BOOST_TEST(t.grad() == 0);
    // A contribution of -0 is one, whatever it is multiplied with.
    variable u{1.0, tape::requires_grad}, v{0.0, tape::requires_grad};
    (1 / (1 + u / v)).backward();
    BOOST_TEST((u.grad() != u.grad() && v.grad() != v.grad()));
}

// Names, values, operations and gradients of a record, printed, walked and drawn.
BOOST_AUTO_TEST_CASE(pictures) {
    tape::variable x{2.0, tape::requires_grad}, rate{0.5, tape::requires_grad};
    tape::name(rate, "rate");
    tape::describe_record describing;
    auto const growth = exp(rate * 3.0);
    tape::name(growth, "growth");
    auto const y = x * growth - rate;
    std::vector<std::string> seen;
    std::vector<tape::index> positions;
    tape::walk(y, [&](auto const& n) {
        seen.push_back(n.is_leaf ? "leaf" : n.operation);
        positions.push_back(n.position);
        for (auto const& o : n.operands) BOOST_TEST((std::find(positions.begin(), positions.end(), o.position) != positions.end()));
        if (n.operation == "exp") BOOST_TEST(*n.value == growth.value());
    });
    BOOST_TEST(seen.size() == 6u);
    BOOST_TEST((std::vector<std::string>(seen.begin() + 2, seen.end()) == std::vector<std::string>{"*", "exp", "*", "-"}));
    auto const printed = tape::text(y);
    BOOST_TEST(printed.find("growth = exp(v") != std::string::npos, printed);
    BOOST_TEST(printed.find(" - rate  = ") != std::string::npos, printed);
    auto const drawn = tape::graphviz(y);
    BOOST_TEST(drawn.find("[label=\"rate\\n∂ 25.8901\", shape=box, style=filled]") != std::string::npos, drawn);
    BOOST_TEST(drawn.find("[label=\"growth\\n4.48169\\n∂ 2\"]") != std::string::npos, drawn);
    auto const counts = tape::statistics();
    BOOST_TEST(counts.by_operation.at("*") == 2u);
    BOOST_TEST(counts.entries == 4u);
    BOOST_TEST(counts.operands >= 6u);
    BOOST_TEST(counts.leaves >= 2u);
    BOOST_TEST(counts.bytes > 0u);
    // The picture changes nothing, and names end with what they name.
    y.backward();
    BOOST_TEST(x.grad() == growth.value());
    BOOST_TEST(tape::statistics().entries == 0u);
    auto const again = rate * 1.0;
    BOOST_TEST(tape::text(again).find("growth") == std::string::npos);
}

// A graph of more than 500 nodes is folded, and shows what has a name.
BOOST_AUTO_TEST_CASE(picture_of_a_large_record) {
    std::vector<tape::variable<double>> many = tape::leaves(std::vector<double>(300, 0.5));
    tape::name(many[7], "seventh");
    tape::variable<double> sum = 0.0;
    {
        tape::describe_record const describing;
        for (auto const& v : many) sum += sin(v) * v;
    }
    auto const total = sum * sum;  // without names
    auto const drawn = tape::graphviz(total);
    BOOST_TEST(drawn.size() < 20000u);
    BOOST_TEST(drawn.find("\"seventh\"") != std::string::npos);
    BOOST_TEST(drawn.find("299 leaves") != std::string::npos);
    BOOST_TEST(drawn.find("sin") != std::string::npos);
    BOOST_TEST(drawn.find("a statement") != std::string::npos);
    // A function of many values is a node.
    auto const node = tape::record_function<double>({many[0], many[1]}, {1.0, 2.0}, [](std::vector<double> const& w) { return std::vector{w[0], w[1]}; });
    auto const of_function = node[0] * node[1];
    int functions = 0, leaves = 0;
    tape::walk(of_function, [&](auto const& n) { functions += n.operation == "a function" ? 1 : 0, leaves += n.is_leaf ? 1 : 0; });
    BOOST_TEST(functions == 2);
    BOOST_TEST(leaves == 2);
    BOOST_TEST(tape::graphviz(of_function).find("a function") != std::string::npos);
    of_function.backward();
}

// Neither overflows the stack nor slows down: each statement is visited once.
BOOST_AUTO_TEST_CASE(a_long_chain) {
    tape::variable x{1.0, tape::requires_grad};
    auto y = x;
    for (int i = 0; i < 10000000; ++i) y = 1.0000001 * y;
    BOOST_TEST(tape::current<double>.size() >= 10000000);
    BOOST_TEST(y.value() == 2.718281, boost::test_tools::tolerance(1e-6));
    y.backward();
    BOOST_TEST(x.grad() == y.value(), boost::test_tools::tolerance(1e-12));
}
