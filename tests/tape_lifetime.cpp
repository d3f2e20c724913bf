// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a handle of the tape belongs to: records that are released, scopes that end, leaves that come and go.
#define BOOST_TEST_MODULE typegrad_tape_lifetime
#include <boost/test/unit_test.hpp>

#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "verify.hpp"

namespace {

int allocations = 0;

}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

namespace tape = typegrad::tape;
using variable = tape::variable<double>;

// That it throws a std::logic_error which says this.
template <class F>
bool says(char const* what, F f) {
    try {
        f();
    } catch (std::logic_error const& error) {
        bool const found = std::string(error.what()).find(what) != std::string::npos;
        if (!found) BOOST_TEST_MESSAGE(error.what());
        return found;
    }
    return false;
}

}

BOOST_AUTO_TEST_CASE(released_values) {
    variable a{2.0, tape::requires_grad};
    auto old = a * a * a;
    (old * 2.0).backward();
    BOOST_TEST(a.grad() == 24);
    variable b{5.0, tape::requires_grad}, c{7.0, tape::requires_grad};
    auto young = b * b + c;
    BOOST_TEST(says("released by backward()", [&] { (void)(old + b); }));
    BOOST_TEST(says("released by backward()", [&] { (void)sin(old); }));
    BOOST_TEST(says("released by backward()", [&] { (void)fma(b, old, c); }));
    BOOST_TEST(says("released by backward()", [&] { old.backward(); }));
    BOOST_TEST(says("released by backward()", [&] { (void)old.grad(); }));
    BOOST_TEST(says("released by backward()", [&] { old.zero_grad(); }));
    BOOST_TEST(says("released by backward()", [&] { (void)old.requires_grad(); }));
    BOOST_TEST(says("released by backward()", [&] { old.register_hook([](double g) { return g; }); }));
    BOOST_TEST(old.detach().value() == 8);
    young.backward();
    BOOST_TEST(b.grad() == 10);
    BOOST_TEST(c.grad() == 1);
    BOOST_TEST(a.grad() == 24);
}

BOOST_AUTO_TEST_CASE(retained_values) {
    variable a{3.0, tape::requires_grad};
    auto const y = a * a;
    y.backward(tape::retain_graph);
    y.backward(tape::retain_graph);
    BOOST_TEST(a.grad() == 12);
    (y * y).backward();
    BOOST_TEST(a.grad() == 12 + 108);
}

BOOST_AUTO_TEST_CASE(scopes) {
    variable value, leaf, x{4.0, tape::requires_grad}, y{6.0, tape::requires_grad};
    auto const before = x * y;
    {
        tape::scope const inner;
        leaf = variable{3.0, tape::requires_grad};
        value = leaf * before;
        {
            tape::scope const innermost;
            auto const z = value * x;
            z.backward();
            BOOST_TEST(leaf.grad() == 24 * 4);
            BOOST_TEST(x.grad() == 3 * 6 * 4 + 3 * 24);
            BOOST_TEST(says("released", [&] { (void)(z + x); }));
        }
        x.zero_grad(), y.zero_grad(), leaf.zero_grad();
        value.backward(tape::retain_graph);
        BOOST_TEST(y.grad() == 12);
    }
    BOOST_TEST(says("scope", [&] { (void)(value * x); }));
    // A leaf lives on with its handle, and what was outside is as it was.
    y.zero_grad(), leaf.zero_grad();
    (leaf * before).backward();
    BOOST_TEST(leaf.grad() == 24);
    BOOST_TEST(y.grad() == 12);
}

// Values before, in and after many scopes, each of which leaves a gap in what handles may mean.
BOOST_AUTO_TEST_CASE(values_between_scopes) {
    variable x{2.0, tape::requires_grad};
    std::vector<variable> kept, lost;
    for (int i = 0; i < 50; ++i) {
        kept.push_back(x * i);
        tape::scope const inner;
        for (int k = 0; k <= i % 7; ++k) lost.push_back(kept.back() * x);
        for (int k = 0; k < i; k += 5) BOOST_TEST((kept[static_cast<std::size_t>(k)] + lost.back()).value() == 2 * k + 4 * i);
    }
    for (auto const& value : lost) BOOST_TEST(says("scope", [&] { (void)(value * 1.0); }));
    variable sum = 0;
    for (auto const& value : kept) sum += value;
    sum.backward();
    BOOST_TEST(x.grad() == 49 * 50 / 2);
}

BOOST_AUTO_TEST_CASE(positions) {
    variable x{2.0, tape::requires_grad};
    auto const y = x * x;
    auto const here = tape::here();
    auto const size = tape::current<double>.size();
    for (int i = 0; i < 1000; ++i) {
        variable anew{1.0 + i, tape::requires_grad};
        auto const z = y * anew;
        z.backward(tape::retain_graph);
        BOOST_TEST(anew.grad() == 4);
        tape::reset(here);
        BOOST_TEST(says("reset", [&] { (void)(z + 1.0); }));
    }
    BOOST_TEST(tape::current<double>.size() == size);
    x.zero_grad();
    y.backward();
    BOOST_TEST(x.grad() == 4);
    BOOST_TEST(says("no longer in the record", [&] { tape::reset(here); }));
    auto const outer = tape::here();
    auto const z = x * x;
    {
        tape::scope const inner;
        BOOST_TEST(says("before the scope", [&] { tape::reset(outer); }));
    }
    tape::reset(outer);
    BOOST_TEST(says("reset", [&] { (void)(z + 1.0); }));
}

// An objective that makes its leaves anew at each call.
BOOST_AUTO_TEST_CASE(leaves_that_come_and_go) {
    auto const call = [](int n) {
        std::vector<variable> w;
        for (int i = 0; i < n; ++i) w.emplace_back(0.5 + i, tape::requires_grad);
        variable s = 0;
        for (auto const& v : w) s += v * v;
        s.backward();
        double sum = 0;
        for (auto const& v : w) sum += v.grad();
        return sum;
    };
    call(100);
    auto const entries = tape::current<double>.size();
    auto const leaves = tape::current<double>.leaf_gradients().of.size();
    for (int i = 0; i < 3000; ++i) BOOST_TEST(call(100) == 100 * 100);
    BOOST_TEST(tape::current<double>.size() == entries);
    BOOST_TEST(tape::current<double>.leaf_gradients().of.size() == leaves);
    // Without backward(), in a scope.
    for (int i = 0; i < 3000; ++i) {
        tape::scope const recording;
        std::vector<variable> w(10);
        for (auto& v : w) v = variable{1.0, tape::requires_grad};
        variable s = 0;
        for (auto const& v : w) s += v * v;
        w.clear();
        variable other{3.0, tape::requires_grad};  // not in a place that s owes to
        (s + other).backward(tape::retain_graph);
        BOOST_TEST(other.grad() == 1);
    }
    BOOST_TEST(tape::current<double>.leaf_gradients().of.size() == leaves);
}

// What has been recorded from a leaf that is gone owes to nobody else.
BOOST_AUTO_TEST_CASE(a_leaf_that_is_gone) {
    variable s;
    {
        variable gone{3.0, tape::requires_grad};
        s = gone * gone;
    }
    std::vector<variable> others;
    for (int i = 0; i < 200; ++i) others.emplace_back(1.0, tape::requires_grad);
    s.backward();
    for (auto const& other : others) BOOST_TEST(other.grad() == 0);
}

BOOST_AUTO_TEST_CASE(copies_and_moves) {
    variable a{2.0, tape::requires_grad};
    variable copy = a, moved = std::move(copy);
    BOOST_TEST(says("std::move()", [&] { (void)(copy + 1.0); }));
    moved = static_cast<variable const&>(moved);
    std::swap(a, moved);
    std::vector<variable> many(5, a);
    many.erase(many.begin());
    (many[0] * many[1] * moved).backward();
    BOOST_TEST(a.grad() == 12);
    BOOST_TEST(moved.grad() == 12);
    std::optional<variable> maybe = a;
    maybe.reset();
    copy = a;
    BOOST_TEST(copy.grad() == 12);
    a = 5.0;  // another value: no longer that leaf
    BOOST_TEST(says("does not require one", [&] { (void)a.grad(); }));
    BOOST_TEST(copy.grad() == 12);
}

// Copies would keep the old value: for (auto x : parameters) x -= step is no update.
BOOST_AUTO_TEST_CASE(changes_in_place) {
    variable a{2.0, tape::requires_grad};
    {
        tape::no_grad const updating;
        a -= 0.5;
        a *= 2.0;
    }
    BOOST_TEST(a.is_leaf());
    BOOST_TEST(a.value() == 3);
    a.set_value(1.5);
    (a * a).backward();
    BOOST_TEST(a.grad() == 3);
    // What an algorithm has copied, and moved into an operation, is no copy any more.
    std::array<double, 3> const steps{1, 2, 3};
    std::accumulate(steps.begin(), steps.end(), a).backward();
    BOOST_TEST(a.grad() == 4);
    a.set_value(1.5);
    variable copy = a;
    tape::no_grad const updating;
    BOOST_TEST(says("copies", [&] { copy -= 1.0; }));
    BOOST_TEST(says("copies", [&] { a.set_value(1.0); }));
}

BOOST_AUTO_TEST_CASE(captured_variables) {
    variable w{3.0, tape::requires_grad};
    auto const recorded = w * w;
    auto const f = [&](auto t) { return w * recorded * t * t; };
    BOOST_TEST(tape::gradient(f)(5.0) == 270);
    BOOST_TEST(tape::value_and_gradient(f)(5.0).value == 675);
    BOOST_TEST(tape::vjp(f)(5.0, 2.0).gradient == 540);
    BOOST_TEST(tape::jvp(f)(5.0, 2.0).tangent == 540);
    BOOST_TEST(tape::jacobian(f)(5.0)[0][0] == 270);
    BOOST_TEST(tape::hessian(f)(5.0)[0][0] == 54);
    BOOST_TEST(tape::hvp(f)(5.0, 2.0).product == 108);
    // A leaf made and used in the function, and one that its own backward() reaches.
    double inside = 0;
    auto const g = [&](auto t) {
        variable u{2.0, tape::requires_grad};
        (u * u * u).backward();
        inside = u.grad();
        auto const y = t * u * u.grad();
        return y;
    };
    BOOST_TEST(tape::gradient(g)(5.0) == 24);
    BOOST_TEST(inside == 12);
    BOOST_TEST(w.grad() == 0);
    recorded.backward();
    BOOST_TEST(w.grad() == 6);
}

// The inner derivative is a number, in which that of the outer would be lost.
BOOST_AUTO_TEST_CASE(functions_in_functions) {
    auto const lost = [](auto x) { return x * tape::derivative([&](auto y) { return x * y; })(2.0); };
    BOOST_TEST(says("enclosing", [&] { (void)tape::derivative(lost)(3.0); }));
    auto const nested = [](auto x) { return x * tape::derivative([](auto y) { return y * y * y; })(x); };
    BOOST_TEST(tape::derivative(nested)(2.0) == 9 * 4);
    BOOST_TEST(tape::derivative(tape::derivative(tape::derivative([](auto x) { return x * x * x * x; })))(2.0) == 48);
    auto const captured = [](auto x) { return tape::derivative([&](auto y) { return x.detach() * y; })(2.0) * x; };
    BOOST_TEST(tape::derivative(captured)(3.0) == 3);
}

BOOST_AUTO_TEST_CASE(exceptions_while_recording) {
    variable x{2.0, tape::requires_grad};
    auto const before = x * x;
    auto const size = tape::current<double>.size();
    BOOST_CHECK_THROW(tape::gradient([](auto t) {
                          if (auto const y = t * t; y > 1) throw std::runtime_error("in the function");
                          return t;
                      })(5.0),
                      std::runtime_error);
    try {
        tape::scope const recording;
        auto const y = before * x;
        throw y.value();
    } catch (double) {
    }
    BOOST_TEST(tape::current<double>.size() == size);
    before.register_hook([](double) -> double { throw std::runtime_error("in a hook"); });
    BOOST_CHECK_THROW((before * x).backward(), std::runtime_error);
    x.zero_grad();
    (x * x * x).backward();
    BOOST_TEST(x.grad() == 12);
    BOOST_TEST(tape::derivative([](auto t) { return t * t; })(3.0) == 6);
}

// A hook runs in the middle of a sweep: it can record and sweep over what is its own, and is told where it reaches for more.
BOOST_AUTO_TEST_CASE(sweeps_in_sweeps) {
    variable x{2.0, tape::requires_grad};
    auto const swept = [&](auto f) {
        tape::scope const recording;
        variable const y = x * x, other = x * 3.0;
        y.register_hook([&](double g) { return f(y, other), g; });
        x.zero_grad();
        (2 * y).backward();
        return x.grad();
    };
    auto const place = tape::here();
    char const* const said = "reaches into the record that is being swept over";
    BOOST_TEST(says(said, [&] { swept([](auto const&, auto const& other) { other.backward(); }); }));
    BOOST_TEST(says(said, [&] { swept([](auto const&, auto const& other) { other.backward(tape::retain_graph); }); }));
    BOOST_TEST(says(said, [&] { swept([](auto const& y, auto const&) { y.backward(tape::retain_graph); }); }));
    BOOST_TEST(says(said, [&] { swept([&](auto const&, auto const&) { x.backward(); }); }));
    BOOST_TEST(says(said, [&] { swept([&](auto const& y, auto const&) { (void)tape::grad(y, x); }); }));
    BOOST_TEST(says(said, [&] { swept([&](auto const& y, auto const& other) { tape::backward({y, other}, {1.0, 1.0}); }); }));
    BOOST_TEST(says(said, [&] { swept([](auto const& y, auto const&) { y.register_hook([](double) {}); }); }));
    BOOST_TEST(says(said, [&] { swept([&](auto const&, auto const&) { tape::reset(place); }); }));
    // Nothing is left of a sweep that was refused, though the hook goes on.
    BOOST_TEST(swept([&](auto const& y, auto const& other) { BOOST_TEST(says(said, [&] { tape::backward({y, other}, {1.0, 1.0}); })); }) == 8);
    BOOST_TEST(swept([&](auto const&, auto const&) {
                   tape::scope const inside;
                   variable z = x;
                   for (int i = 0; i < 5000; ++i) z = z * 1.0 + 0.0 * x;  // more adjoints than there were
                   z.backward();
               }) == 8 + 1);
    BOOST_TEST(swept([](auto const&, auto const&) { BOOST_TEST(tape::derivative([](auto t) { return t * t; })(3.0) == 6); }) == 8);
    // A leaf that its own hook ends, one that gets a hook in a hook, and one that is new in its place.
    auto mortal = std::make_unique<variable>(1.0, tape::requires_grad);
    variable const product = *mortal * x;
    std::unique_ptr<variable> heir;
    mortal->register_hook([&](double g) {
        mortal.reset();
        heir = std::make_unique<variable>(5.0, tape::requires_grad);
        return g;
    });
    mortal->register_hook([&](double g) { return 2 * g; });
    x.zero_grad();
    product.backward();
    BOOST_TEST(x.grad() == 1);
    BOOST_TEST(heir->grad() == 0);
    heir->register_hook([&](double) { heir->register_hook([](double g) { return 100 * g; }); });
    (*heir * 1.0).backward();
    BOOST_TEST(heir->grad() == 1);
}

// The gradients of a function within a function are asked for as far as that one reaches, so that adjoints of the outer sweep stay.
BOOST_AUTO_TEST_CASE(adjoints_that_wait) {
    variable x{2.0, tape::requires_grad};
    variable const early = x * x;
    auto const f = [](auto const& t) { return t * t * (t.requires_grad() ? tape::grad(t * t * t, t) : 12.0); };
    // In a sweep, t is an argument of the recording that the checkpoint makes then; `early` waits with what it owes.
    variable const late = tape::checkpoint(f, x);
    (late + 10 * early).backward();
    BOOST_TEST(x.grad() == 12 * 4 + 40);
    variable const two = tape::record_function<double>({x, x}, {1.0}, [](std::vector<double> const&) { return std::vector{1.0}; })[0];
    BOOST_TEST(says("pull gives 1 gradients for 2 inputs", [&] { two.backward(); }));
}

// A sum of a temporary is part of the temporary's statement, but only where nobody else sees that.
BOOST_AUTO_TEST_CASE(statements_of_temporaries) {
    variable x{2.0, tape::requires_grad}, y{3.0, tape::requires_grad}, z{5.0, tape::requires_grad};
    auto const statements = [before = tape::current<double>.size()] { return tape::current<double>.size() - before; };
    variable const one = x * y + z - x + 4.0;
    BOOST_TEST(statements() == 1);
    BOOST_TEST(one.value() == 13);
    variable const two = -exp(2.0 * x) / 2.0;
    BOOST_TEST(statements() == 2);
    (one * 10.0 + two).backward();
    BOOST_TEST(x.grad() == 10 * 2 - std::exp(4.0), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(y.grad() == 20);
    BOOST_TEST(z.grad() == 10);

    // Named, copied, hooked, moved, in a container, and found by a leaf, a scope, a position.
    auto const gradient = [&](auto f) {
        x.zero_grad(), y.zero_grad();
        variable const r = f();
        r.backward();
        return std::pair{x.grad(), y.grad()};
    };
    using both = std::pair<double, double>;
    BOOST_TEST((gradient([&] { auto t = x * y; auto const u = t + x; return u * 10.0 + t; }) == both{33 + 10, 22}));
    BOOST_TEST((gradient([&] { auto t = x * y; auto const c = t; auto const u = std::move(t) + x; return u * 10.0 + c; }) == both{33 + 10, 22}));
    BOOST_TEST((gradient([&] { auto t = x * y; auto const u = std::move(t) + x; return u * 10.0; }) == both{40, 20}));
    // Moved and read in one operation: no statement is an operand of itself.
    BOOST_TEST((gradient([&] { auto t = x * y; return std::move(t) + t; }) == both{6, 4}));
    BOOST_TEST((gradient([&] { auto t = x * y; return t - std::move(t); }) == both{0, 0}));
    BOOST_TEST((gradient([&] { auto t = x * y; return std::move(t) - std::move(t); }) == both{0, 0}));
    BOOST_TEST((gradient([&] { auto t = x * y; return std::move(t) * t; }) == both{36, 24}));
    BOOST_TEST((gradient([&] { auto t = x * y; auto const c = t; return (std::move(t) / x) * 10.0 + c; }) == both{3, 12}));
    BOOST_TEST((gradient([&] { auto t = x * y; auto const u = std::move(t) * x; return u * u + t.detach(); }) == both{2 * 12 * 12, 2 * 12 * 4}));
    BOOST_TEST((gradient([&] { auto t = x * y; auto const u = x * t; return std::move(t) * u; }) == both{108, 48}));
    BOOST_TEST((gradient([&] { auto t = x * y; t += std::move(t); return t; }) == both{6, 4}));
    BOOST_TEST((gradient([&] { auto t = x * y; t -= std::move(t); return t * 10.0; }) == both{0, 0}));
    BOOST_TEST((gradient([&] { auto t = x * y; std::vector<variable> kept{t}; return (std::move(t) * 2.0) * 10.0 + kept[0]; }) == both{63, 42}));
    BOOST_TEST((gradient([&] { auto t = x * y; auto&& same = t; auto const c = same; return exp(t * 0.0) + t + c; }) == both{6, 4}));
    BOOST_TEST((gradient([&] { auto t = x * y; t.register_hook([](double g) { return 2 * g; }); return std::move(t) + x; }) == both{7, 4}));
    BOOST_TEST((gradient([&] {
                    auto t = x * y;
                    {
                        tape::scope const inner;
                        variable const leaf{1.0, tape::requires_grad};
                        (t * leaf + x).backward(tape::retain_graph);
                        x.zero_grad(), y.zero_grad();
                    }
                    return std::move(t) + x;
                }) == both{4, 2}));
    auto t = x * y;
    auto const taken = std::move(t) + x;
    BOOST_TEST(says("std::move()", [&] { (void)(t + 1.0); }));
    BOOST_TEST(taken.value() == 8);
    auto const here = tape::here();
    (void)(x * y + x);
    tape::reset(here);
    taken.backward();
}

// What a sum of a temporary that is 0 was made of is not forgotten: its root is a norm.
BOOST_AUTO_TEST_CASE(norms_of_temporaries) {
    variable x{0.0, tape::requires_grad}, y{0.0, tape::requires_grad};
    sqrt(x * x + y * y).backward();
    BOOST_TEST(x.grad() == 0);
    sqrt(2.0 * (x * x) + (y * y + 1.0) - 1.0).backward();
    BOOST_TEST(x.grad() == 0);
    sqrt(-(-(x * x)) + 3.0 * x * x).backward();
    BOOST_TEST(x.grad() == 0);
    // Both derivatives of the sum of cosines are 0, and it is no product of x and y.
    BOOST_TEST(std::isnan(tape::grad(sqrt(cos(x) + cos(y) - 2.0), x)));
}

// Factors beyond what a product of partials can hold stay factors.
BOOST_AUTO_TEST_CASE(products_of_partials) {
    variable x{1.0, tape::requires_grad};
    auto const large = 1e200 * (1e200 * (1e-300 * x));
    BOOST_TEST(large.value() == 1e100, boost::test_tools::tolerance(1e-14));
    large.backward(1e-200);
    BOOST_TEST(x.grad() == 1e-100, boost::test_tools::tolerance(1e-14));
    // The product of the partials has no digits, or is 0, where what a sweep multiplies has all of them.
    variable const tiny{1e-300, tape::requires_grad}, small{1e-20, tape::requires_grad};
    variable b{1e100, tape::requires_grad};
    (tiny * b * small).backward(1e300);
    BOOST_TEST(b.grad() == 1e-20, boost::test_tools::tolerance(1e-14));
    b.zero_grad();
    (tiny * b / (1.0 / small)).backward(1e300);
    BOOST_TEST(b.grad() == 1e-20, boost::test_tools::tolerance(1e-14));
    b.zero_grad();
    (tiny * b * 1e-8 * 1e-8 * 1e-8).backward(1e300);
    BOOST_TEST(b.grad() == 1e-24, boost::test_tools::tolerance(1e-14));
    variable const huge{std::numeric_limits<double>::infinity(), tape::requires_grad}, none{0.0, tape::requires_grad};
    (huge * b * x).backward();
    BOOST_TEST(std::isinf(x.grad()));
    b.zero_grad();
    (exp(none) * none * b).backward();
    BOOST_TEST(b.grad() == 0);
    BOOST_TEST(tape::derivative([](auto t) { auto y = t; for (int i = 0; i < 50; ++i) y = sin(-(std::move(y) * 2.0) + t); return y; })(0.3) ==
                   typegrad::derivative([](auto t) { auto y = t; for (int i = 0; i < 50; ++i) y = sin(-(y * 2.0) + t); return y; })(0.3),
               boost::test_tools::tolerance(1e-9));
}

// A product or a quotient takes a temporary of one to three terms over; what it owes to one operand is one term.
BOOST_AUTO_TEST_CASE(products_of_temporaries) {
    variable x{2.0, tape::requires_grad}, y{3.0, tape::requires_grad}, z{5.0, tape::requires_grad};
    auto& tape = tape::current<double>;
    auto const records = [&](auto f, long statements, long terms, std::array<double, 3> const& gradient) {
        for (variable* v : {&x, &y, &z}) v->zero_grad();
        long const before = tape.size(), terms_before = static_cast<long>(tape.terms());
        auto const result = f();
        BOOST_TEST(tape.size() - before == statements);
        BOOST_TEST(static_cast<long>(tape.terms()) - terms_before == terms);
        result.backward();
        BOOST_TEST(x.grad() == gradient[0], boost::test_tools::tolerance(1e-15));
        BOOST_TEST(y.grad() == gradient[1], boost::test_tools::tolerance(1e-15));
        BOOST_TEST(z.grad() == gradient[2], boost::test_tools::tolerance(1e-15));
    };
    double const e = std::exp(-6.0), s = std::sin(2.0), c = std::cos(2.0);
    records([&] { return exp(-x * y) * z; }, 1, 3, {-3 * 5 * e, -2 * 5 * e, e});
    records([&] { return x * x * x * x; }, 1, 1, {32, 0, 0});
    records([&] { return x * (1.0 - x); }, 1, 1, {-3, 0, 0});
    records([&] { return x * y / x; }, 1, 2, {0, 1, 0});
    records([&] { return x / (1.0 + x * y); }, 1, 2, {1.0 / 49, -4.0 / 49, 0});
    records([&] { return sin(x) * y / z; }, 1, 3, {c * 3 / 5, s / 5, -s * 3 / 25});
    records([&] { return (x * y + z) * x; }, 1, 3, {17, 4, 2});
    records([&] { return z / (x * y + z); }, 1, 3, {-15.0 / 121, -10.0 / 121, 6.0 / 121});
    variable const w{7.0, tape::requires_grad};
    records([&] { return (x * y + z) * w; }, 1, 4, {21, 14, 7});
    records([&] { return (x * y + z + w) * x; }, 2, 6, {24, 4, 2});  // four terms are not multiplied anew
    records([&] { return x * y * variable(5.0); }, 1, 2, {15, 10, 0});
    auto t = x * y;
    auto const taken = z / std::move(t);
    BOOST_TEST(says("std::move()", [&] { (void)(t + 1.0); }));
    BOOST_TEST(taken.value() == 5.0 / 6);
}

// A statement of four operands: four indices and partials, and where it ends. Once warm, recording takes no memory.
BOOST_AUTO_TEST_CASE(memory) {
    variable a{2.0, tape::requires_grad}, b{3.0, tape::requires_grad}, c{5.0, tape::requires_grad}, d{7.0, tape::requires_grad};
    auto const run = [&] {
        variable y = a;
        for (int i = 0; i < 20000; ++i) y = a * b + c + d - y;
        y.backward();
    };
    run();
    auto const before = allocations;
    run();
    BOOST_TEST(allocations == before);
    auto& tape = tape::current<double>;
    auto const statements = tape.size();
    auto const terms = tape.terms();
    variable const y = a * b + c + d;
    BOOST_TEST(tape.size() == statements + 1);
    BOOST_TEST(tape.terms() == terms + 4);
    BOOST_TEST((tape.terms() - terms) * (sizeof(double) + sizeof(tape::index)) + sizeof(std::uint32_t) <= 56u);
}
