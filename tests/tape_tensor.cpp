// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Tensors on the tape: every operation against the tape's variables or central differences, shapes that do and do not fit, and lifetimes.
#define BOOST_TEST_MODULE typegrad_tape_tensor
#include <boost/test/unit_test.hpp>

#include <typegrad/tape.hpp>
#include <typegrad/tape/pictures.hpp>
#include <typegrad/tape/tensor.hpp>

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>
#include <source_location>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

long alive = 0, made = 0;

}

void* operator new(std::size_t size) {
    if (void* const memory = std::malloc(size)) return ++alive, ++made, memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { alive -= memory ? 1 : 0, std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace {

namespace tape = typegrad::tape;
using tape::tensor, tape::extents, tape::every, tape::range, tape::keepdim;
using variable = tape::variable<double>;
using numbers = std::vector<double>;
constexpr double infinite = std::numeric_limits<double>::infinity(), missing = std::numeric_limits<double>::quiet_NaN();

// One check for all: Boost's are long to compile.
void expect(bool right, std::source_location const& at = std::source_location::current()) { BOOST_CHECK_MESSAGE(right, "line " << at.line()); }

// A function that is there for longer: std::function is long to compile.
template <class R, class... A>
struct function_of {
    void const* object;
    R (*call)(void const*, A...);

    template <class F>
    function_of(F const& f) : object(&f), call([](void const* o, A... a) -> R { return (*static_cast<F const*>(o))(a...); }) {}
    R operator()(A... a) const { return call(object, a...); }
};

// The numbers 0.3, 1.03, …, of both signs and no two alike.
tensor some(extents const& shape, double shift = 0) {
    numbers all(static_cast<std::size_t>(tape::detail::size_of(shape)));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = shift + 1.3 * std::sin(1.7 * static_cast<double>(i) + 0.25 + shift);
    return tensor(all).reshape(shape);
}
tensor weighed(tensor const& y) {
    numbers weights(static_cast<std::size_t>(y.size()));
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 1 + 0.37 * static_cast<double>(i) - 0.01 * static_cast<double>(i * i);
    return (y * tensor(weights).reshape(y.shape())).sum();
}

// The largest difference between gradients and central differences.
using function = function_of<tensor, std::vector<tensor> const&>;
double worst(std::vector<tensor> at, function const& f) {
    for (auto& x : at) x = x.detach().requires_grad_();
    weighed(f(at)).backward();
    double error = 0;
    for (std::size_t k = 0; k < at.size(); ++k)
        for (std::ptrdiff_t i = 0; i < at[k].size(); ++i) {
            auto const moved = [&](double by) {
                auto others = at;
                auto all = at[k].to_vector();
                all[static_cast<std::size_t>(i)] += by;
                others[k] = tensor(all).reshape(at[k].shape());
                tape::no_grad const values;
                return weighed(f(others)).item();
            };
            double const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5, got = at[k].grad().data()[i];
            error = std::fmax(error, std::isnan(got) ? 1e300 : std::abs(got - difference) / (1 + std::abs(difference)));
        }
    return error;
}
// The same with a 0 in each place in turn.
void check(char const* name, std::vector<tensor> const& at, function const& f) {
    BOOST_CHECK_MESSAGE(worst(at, f) < 1e-7, name);
    for (std::size_t k = 0; k < at.size(); ++k)
        for (std::ptrdiff_t i = 0; i < at[k].size(); ++i) {
            auto planted = at;
            auto all = at[k].to_vector();
            all[static_cast<std::size_t>(i)] = 0;
            planted[k] = tensor(all).reshape(at[k].shape());
            BOOST_CHECK_MESSAGE(worst(planted, f) < 1e-7, name << ", 0 at " << i << " of operand " << k);
        }
}

bool same(tensor const& x, tensor const& y, double tolerance = 0) {
    if (x.shape() != y.shape()) return false;
    for (std::ptrdiff_t i = 0; i < x.size(); ++i)
        if (double const a = x.data()[i], b = y.data()[i]; !(a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= tolerance * std::abs(b))) return false;
    return true;
}
template <class Error = std::invalid_argument>
bool says(char const* what, function_of<void> const& f) {
    try {
        f();
    } catch (Error const& error) {
        bool const found = std::string(error.what()).find(what) != std::string::npos;
        if (!found) BOOST_TEST_MESSAGE(error.what());
        return found;
    }
    return false;
}
// Whether f takes a leaf of these numbers to such a gradient.
bool gives(tensor const& x, tensor const& gradient, function_of<tensor, tensor const&> const& f) {
    tensor const leaf = x.detach().requires_grad_();
    f(leaf).backward();
    bool const right = same(leaf.grad(), gradient, 1e-15);
    if (!right) BOOST_TEST_MESSAGE(leaf.grad() << " is not " << gradient);
    return right;
}

// One operation of the table on tensors, and number by number on variables.
struct operation {
    char const* text;
    std::size_t arity;
    bool is_condition;
    bool const* integer;
    tensor (*of_tensors)(tensor const*);
    variable (*of_variables)(variable const*);
};
void compare(operation const& op) {
    constexpr double at[] = {0.3, 0.7, 1.4, -0.6, 0.0, 2.0, missing};
    constexpr std::size_t n = std::size(at);
    std::vector<tensor> x;
    std::vector<variable> v[n], z;
    for (std::size_t k = 0; k < op.arity; ++k) {
        numbers all;
        for (std::size_t i = 0; i < n; ++i) all.push_back(op.integer[k] ? static_cast<double>(i) - 2 : at[(i * (k + 1) + k) % n]);
        x.emplace_back(all, tape::requires_grad);
        for (std::size_t i = 0; i < n; ++i) v[i].emplace_back(all[i], tape::requires_grad);
    }
    tensor const y = op.of_tensors(x.data());
    for (auto const& operands : v) z.push_back(op.of_variables(operands.data()));
    auto const equal = [](double a, double b, double tolerance) { return a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= tolerance * std::abs(b); };
    for (std::size_t i = 0; i < n; ++i) BOOST_CHECK_MESSAGE(equal(y.data()[i], z[i].value(), 0), op.text << " " << i);
    expect(!op.is_condition || !y.requires_grad());
    if (op.is_condition) return;
    y.sum().backward(tape::retain_graph);
    tape::backward(z);
    for (std::size_t k = 0; k < op.arity; ++k)
        for (std::size_t i = 0; i < n; ++i) {
            double const a = x[k].grad().data()[i], b = v[i][k].grad();
            BOOST_CHECK_MESSAGE(equal(a, b, 1e-14), op.text << " by operand " << k << " at " << i << ": " << a << ", " << b);
        }
}
// The gradients of one operation as recorded tensors are its gradients, and have the derivatives that differences of them show.
void compare_again(operation const& op) {
    if (op.is_condition) return;
    auto const slopes = [&](std::vector<numbers> const& at, std::vector<tensor>* second) {
        std::vector<tensor> x;
        for (auto const& all : at) x.emplace_back(all, tape::requires_grad);
        tensor const y = weighed(op.of_tensors(x.data()));
        if (!y.requires_grad()) return std::vector<tensor>(x.size(), tape::zeros({4}));
        auto const plain = tape::grad(y, x);
        if (!second) return plain;
        auto const recorded = tape::grad(y, x, tape::create_graph);
        for (std::size_t k = 0; k < x.size(); ++k) BOOST_CHECK_MESSAGE(same(recorded[k], plain[k], 1e-14), op.text << ": " << recorded[k] << " is not " << plain[k]);
        tensor sum = 0.0;
        for (auto const& slope : recorded) sum += weighed(slope);
        for (auto const& leaf : x) second->push_back(sum.requires_grad() ? tape::grad(sum, leaf) : tape::zeros({4}));
        return plain;
    };
    std::vector<numbers> at;
    for (std::size_t k = 0; k < op.arity; ++k) at.push_back(op.integer[k] ? numbers{-1, 1, 2, 3} : k == 0 ? numbers{0.3, 0.7, 1.4, -0.6} : k == 1 ? numbers{1.3, 0.4, -0.8, 2.1} : numbers{0.2, 1.1, 0.9, -1.7});
    std::vector<tensor> second;
    slopes(at, &second);
    for (std::size_t k = 0; k < second.size(); ++k)
        for (std::size_t i = 0; i < 4 && !op.integer[k]; ++i) {
            auto const total = [&](double by) {
                auto moved = at;
                moved[k][i] += by;
                double sum = 0;
                for (auto const& slope : slopes(moved, nullptr)) sum += weighed(slope).item();
                return sum;
            };
            double const got = second[k].data()[i], difference = (total(1e-5) - total(-1e-5)) / 2e-5;
            BOOST_CHECK_MESSAGE(!std::isfinite(difference) || std::abs(got - difference) < 1e-5 * (1 + std::abs(difference)), op.text << " twice, by operand " << k << " at " << i << ": " << got << ", " << difference);
        }
}
template <class Op, class A>
auto applied(A const* a) {
    if constexpr (Op::arity == 1) return typegrad::op::apply<Op>(a[0]);
    else if constexpr (Op::arity == 2) return typegrad::op::apply<Op>(a[0], a[1]);
    else return typegrad::op::apply<Op>(a[0], a[1], a[2]);
}
template <class... Ops>
void compare_all(typegrad::op::operation_list<Ops...>) {
    operation const all[] = {{Ops::text, Ops::arity, Ops::result == typegrad::op::kind::condition, Ops::integer, [](tensor const* a) { return applied<Ops>(a); },
                              [](variable const* a) { return variable(applied<Ops>(a)); }}...};
    for (auto const& op : all) compare(op), compare_again(op);
}

}

BOOST_AUTO_TEST_CASE(the_table) { compare_all(typegrad::op::table{}); }

BOOST_AUTO_TEST_CASE(lists_and_shapes) {
    tensor const m{{1, 2, 3}, {4, 5, 6}}, column{{1}, {2}}, row({{1, 2}}), v{1, 2.5}, n = 3;
    expect((m.shape() == extents{2, 3}));
    expect((column.shape() == extents{2, 1}));
    expect((row.shape() == extents{1, 2}));
    expect((v.shape() == extents{2}));
    expect((n.shape().empty() && n.item() == 3 && tensor().item() == 0));
    expect((tensor{{{1, 2}}, {{3, 4}}}.shape() == extents{2, 1, 2}));
    expect((tensor(std::vector<long>{2, 3}).shape() == extents{2}));
    expect((tensor(Eigen::Matrix2d{{1, 2}, {3, 4}}).to_vector() == numbers{1, 2, 3, 4}));
    expect((tensor(Eigen::Vector3d(1, 2, 3)).shape() == extents{3}));
    expect(tape::matrix(m)(1, 0) == 4);
    std::ostringstream text;
    text << m << n << tape::zeros({0, 2}) << m.shape();
    expect(text.str() == "[[1, 2, 3], [4, 5, 6]]3[](2, 3)");
    expect(static_cast<int>(n) == 3);
    expect(says("parts of the shapes (2,) and (1,)", [] { (void)tensor{{1, 2}, {3}}; }));
    expect(says("item() of a tensor of shape (2, 3)", [&] { (void)m.item(); }));
    expect(says("negative", [] { (void)tape::zeros({-1}); }));
    tape::basic_tensor<float> single{1, 2};
    single.requires_grad_();
    (single * single).sum().backward();
    expect(single.grad().data()[1] == 4.0f);
}

BOOST_AUTO_TEST_CASE(broadcasting) {
    auto const mixed = [](auto const& a) { return a[0] * exp(0.3 * a[1]) + a[1] / (a[0] * a[0] + 2) - pow(a[1], 3); };
    extents const shapes[] = {{2, 3}, {3}, {2, 1}, {1, 3}, {1}, {}, {4, 1, 3}, {4, 2, 1}};
    for (auto const& a : shapes)
        for (auto const& b : shapes) BOOST_CHECK_MESSAGE(worst({some(a), some(b, 0.4)}, mixed) < 1e-7, tape::detail::written(a) << " and " << tape::detail::written(b));
    check("(2, 3) and (3,)", {some({2, 3}), some({3}, 0.4)}, mixed);
    check("fma", {some({2, 1}), some({3}, 0.4), some({2, 3}, 0.1)}, [](auto const& a) { return fma(a[0], a[1], a[2]); });
    expect((tape::ones({0, 3}) + tape::ones({1, 3})).size() == 0);
    expect(((tape::ones({0, 3}) + tape::ones({1, 3})).shape() == extents{0, 3}));
    expect(gives(tensor{1, 2}, tensor{0, 0}, [](tensor const& x) { return (x.reshape({1, 2}) * tape::ones({0, 2})).sum(); }));
    expect(says("+: shapes (2, 3) and (2,) do not fit", [] { (void)(tape::ones({2, 3}) + tape::ones({2})); }));
    expect(says("pow: shapes (3,) and (2, 2) do not fit", [] { (void)pow(tape::ones({3}), tape::ones({2, 2})); }));
    check("broadcast_to", {some({2, 1})}, [](auto const& a) { return a[0].broadcast_to({2, 2, 3}); });
    expect(says("broadcast_to: shapes (2, 3) and (3,)", [] { (void)tape::ones({2, 3}).broadcast_to({3}); }));
}

BOOST_AUTO_TEST_CASE(reductions) {
    for (std::ptrdiff_t axis : {0, 1, 2, -1}) {
        auto const x = some({2, 3, 4});
        check("sum", {x}, [=](auto const& a) { return a[0].sum(axis); });
        expect(worst({x}, [=](auto const& a) { return a[0].mean(axis, keepdim) * a[0]; }) < 1e-7);
        expect(worst({x}, [=](auto const& a) { return a[0].max(axis) - a[0].min(axis) * 2; }) < 1e-7);
        expect(worst({x}, [=](auto const& a) { return log_sum_exp(a[0], axis); }) < 1e-7);
        expect(worst({x}, [=](auto const& a) { return log_sum_exp(a[0], axis, keepdim) * a[0]; }) < 1e-7);
        expect(worst({x}, [=](auto const& a) { return softmax(a[0], axis); }) < 1e-7);
        expect(worst({x}, [=](auto const& a) { return log_softmax(a[0], axis); }) < 1e-7);
    }
    // An integer beside a tensor is an axis, a number is a number.
    expect(log_sum_exp(some({2, 3}), 1).shape() == extents{2} && log_sum_exp(some({2, 3}), 1, keepdim).shape() == extents{2, 1} && log_sum_exp(some({2, 3}), 1.0).shape() == extents{2, 3});
    check("whole", {some({2, 3})}, [](auto const& a) { return a[0].sum() * a[0].mean() + (a[0] * a[0]).max() + (a[0] * a[0] * a[0]).min(); });
    tensor const m{{1, 5, 3}, {4, 2, 6}};
    expect(same(m.sum(0), tensor{5, 7, 9}));
    expect(same(m.sum(1, keepdim), tensor{{9}, {12}}));
    expect(same(m.max(1), tensor{5, 6}));
    expect(same(m.min(-2), tensor{1, 2, 3}));
    expect((m.argmax() == std::vector<std::ptrdiff_t>{1, 2}));
    // Of 10⁵ equal numbers a running sum is off in the eleventh digit.
    BOOST_TEST(tape::full({100000}, 0.1).sum().item() == 1e4, boost::test_tools::tolerance(1e-14));

    // Axes of extent 0 and 1.
    expect(same(tape::zeros({0, 2}).sum(0), tensor{0, 0}));
    expect(tape::zeros({0, 2}).sum().item() == 0);
    expect(tape::zeros({2, 0}).mean(0).size() == 0);
    expect(same(log_sum_exp(tape::zeros({1, 0})), tensor{-infinite}));
    expect(softmax(tape::zeros({2, 0})).size() == 0);
    expect(says("mean of no numbers: axis 0 of a tensor of shape (0, 2)", [] { (void)tape::zeros({0, 2}).mean(0); }));
    expect(says("max of no numbers", [] { (void)tape::zeros({0}).max(); }));
    expect(says("argmax of no numbers", [] { (void)tape::zeros({2, 0}).argmax(); }));
    expect(says("sum: axis 2 of a shape (2, 3), which has 2 axes", [&] { (void)m.sum(2); }));
    expect(worst({some({1, 3})}, [](auto const& a) { return a[0].max(0) + softmax(a[0], 0).sum(0) + a[0].mean(0); }) < 1e-7);
    // Ties, from either side, and NaN.
    tensor const tie{2, 1, 2, 2};
    auto const largest = [](tensor const& x) { return 3 * x.max(); };
    auto const smallest = [](tensor const& x) { return (-x).min(); };
    expect(gives(tie, tensor{1, 0, 1, 1}, largest));
    expect((tie.argmax() == std::vector<std::ptrdiff_t>{0}));
    {
        tape::scope const right(typegrad::kinks::right);
        expect(gives(tie, tensor{3, 0, 0, 0}, largest));
        expect(gives(tie, tensor{0, 0, 0, -1}, smallest));
    }
    {
        tape::scope const left(typegrad::kinks::left);
        expect(gives(tie, tensor{0, 0, 0, 3}, largest));
        expect(gives(tie, tensor{-1, 0, 0, 0}, smallest));
    }
    expect(gives(tensor{1, missing, 2}, tensor{missing, missing, missing}, largest));
    expect(std::isnan(tensor({1, missing, 2}).max().item()));
    expect((tensor{1, missing, 2}.argmax() == std::vector<std::ptrdiff_t>{1}));
}

BOOST_AUTO_TEST_CASE(indices_and_order) {
    tensor const x{{0, 1, 2, 3}, {10, 11, 12, 13}, {20, 21, 22, 23}};
    expect(same(x[1], tensor{10, 11, 12, 13}));
    expect(same(x[-1], x[2]));
    expect(x(1, 2).item() == 12);
    expect(same(x(every, 1), tensor{1, 11, 21}));
    expect(same(x(range{1}, range{0, -1, 2}), tensor{{10, 12}, {20, 22}}));
    expect(same(x.slice(1, {2, 100}), tensor{{2, 3}, {12, 13}, {22, 23}}));
    expect((x.slice(0, {2, 1}).shape() == extents{0, 4}));
    expect(same(x.index_select(0, std::vector{2, 0, 2})(every, 0), tensor{20, 0, 20}));
    expect(same(x.transpose()(range{0, 2}), tensor{{0, 10, 20}, {1, 11, 21}}));
    expect((x.reshape({2, -1}).shape() == extents{2, 6}));
    expect((tape::zeros({2, 3, 4}).permute({2, 0, 1}).shape() == extents{4, 2, 3}));
    expect((tape::zeros({2, 3, 4}).transpose(0, -1).shape() == extents{4, 3, 2}));
    check("slices", {some({3, 4})}, [](auto const& a) { return a[0](range{0, 3, 2}, range{1, 3}) * a[0][1](range{1, 3}) + a[0](1, 1); });
    check("orders", {some({2, 3, 2})}, [](auto const& a) { return a[0].permute({2, 0, 1}).reshape({4, 3}).transpose() * a[0].flatten().reshape({3, 4}); });
    check("index_select", {some({3, 2})}, [](auto const& a) { return a[0].index_select(0, std::array{2, 0, 2, 2}) * a[0].index_select(1, std::array{-1, 0}).sum(); });
    check("concat", {some({2, 2}), some({2, 1}, 0.3), some({2, 3}, 0.1)}, [](auto const& a) { return concat(a, 1); });
    check("concat", {some({1, 2}), some({3, 2}, 0.3)}, [](auto const& a) { return concat(a); });
    check("stack", {some({2, 3}), some({2, 3}, 0.3)}, [](auto const& a) { return stack(a) * stack(a, 1).transpose(0, 1) + stack(a, -1).sum(); });
    expect((tape::stack({x, x}, -1).shape() == extents{3, 4, 2}));
    expect((tape::concat({x, 2 * x}, 1).shape() == extents{3, 8}));
    expect(says("index 3 of axis 0 of a tensor of shape (3, 4)", [&] { (void)x[3]; }));
    expect(says("3 indices of a tensor of shape (3, 4)", [&] { (void)x(0, 0, 0); }));
    expect(says("reshape: shapes (3, 4) and (5, 2)", [&] { (void)x.reshape({5, 2}); }));
    expect(says("reshape", [&] { (void)x.reshape({-1, -1}); }));
    expect(says("reshape", [&] { (void)x.reshape({5, -1}); }));
    expect(says("permute", [&] { (void)x.permute({0, 0}); }));
    expect(says("concat: shapes (3, 4) and (4,)", [&] { (void)tape::concat(std::vector{x, x[0]}); }));
    expect(says("step 0", [&] { (void)x(range{0, 2, 0}); }));
}

BOOST_AUTO_TEST_CASE(products) {
    auto const product = [](auto const& a) { return matmul(a[0], a[1]); };
    check("matrices", {some({2, 3}), some({3, 4}, 0.2)}, product);
    check("matrix and vector", {some({2, 3}), some({3}, 0.2)}, product);
    check("vector and matrix", {some({2}), some({2, 3}, 0.2)}, product);
    check("batches", {some({2, 1, 2, 3}), some({2, 3, 2}, 0.2)}, product);
    expect(worst({some({2, 2, 3}), some({3}, 0.2)}, product) < 1e-7);
    check("dot", {some({3}), some({3}, 0.2)}, [](auto const& a) { return dot(a[0], a[1]) * dot(a[0], a[0]); });
    expect(worst({some({3, 3})}, [](auto const& a) { return matmul(a[0], matmul(a[0].transpose(), a[0])); }) < 1e-7);
    expect(same(matmul(tensor{{1, 2}, {3, 4}}, tensor{{5, 6}, {7, 8}}), tensor{{19, 22}, {43, 50}}));
    expect(same(matmul(tape::ones({2, 0}), tape::ones({0, 3})), tape::zeros({2, 3})));
    expect((matmul(tape::ones({0, 2}), tape::ones({2, 3})).shape() == extents{0, 3}));
    expect(gives(tape::ones({2, 2}), tape::zeros({2, 2}), [](tensor const& x) { return matmul(tape::ones({0, 2}), x).sum(); }));
    expect(says("matmul: shapes (2, 3) and (2, 3) do not fit", [] { (void)matmul(tape::ones({2, 3}), tape::ones({2, 3})); }));
    expect(says("matmul: shapes (2,) and ()", [] { (void)matmul(tape::ones({2}), tensor(2)); }));
    expect(says("dot: shapes (2,) and (3,)", [] { (void)dot(tape::ones({2}), tape::ones({3})); }));
    // Rows that nothing comes back to owe nothing, be it to infinity.
    expect(gives(tensor{{1, 2}, {3, 4}}, tensor{{2, infinite}, {0, 0}}, [](tensor const& x) { return matmul(x, tensor{{2, 1}, {infinite, 1}})(0, 0); }));
    expect(gives(tensor{{1, 4}, {0, 4}}, tensor{{0.5, 0.25}, {0, 0}}, [](tensor const& x) { return matmul(sqrt(x), tape::ones({2, 1}))[0].sum(); }));
}

BOOST_AUTO_TEST_CASE(convolutions) {
    for (tape::convolution const how : {tape::convolution{}, tape::convolution{2, 1, 1}, tape::convolution{1, 2, 2}}) {
        tensor const x = some({2, 2, 5, 4}), weights = some({3, 2, 3, 2}, 0.2), y = conv2d(x, weights, how);
        auto const place = [&](std::ptrdiff_t n, std::ptrdiff_t kernel) { return (n + 2 * how.padding - how.dilation * (kernel - 1) - 1) / how.stride + 1; };
        expect((y.shape() == extents{2, 3, place(5, 3), place(4, 2)}));
        for (int n = 0; n < 2; ++n)
            for (int o = 0; o < 3; ++o)
                for (std::ptrdiff_t p = 0; p < y.shape()[2]; ++p)
                    for (std::ptrdiff_t q = 0; q < y.shape()[3]; ++q) {
                        double sum = 0;
                        for (int c = 0; c < 2; ++c)
                            for (int i = 0; i < 3; ++i)
                                for (int j = 0; j < 2; ++j) {
                                    std::ptrdiff_t const r = p * how.stride + i * how.dilation - how.padding, s = q * how.stride + j * how.dilation - how.padding;
                                    if (r >= 0 && r < 5 && s >= 0 && s < 4) sum += x(n, c, r, s).item() * weights(o, c, i, j).item();
                                }
                        BOOST_TEST(y(n, o, p, q).item() == sum, boost::test_tools::tolerance(1e-13));
                    }
        expect(worst({x, weights}, [&](auto const& a) { return conv2d(a[0], a[1], how); }) < 1e-7);
        check("conv1d", {some({2, 1, 5}), some({2, 1, 2}, 0.2)}, [&](auto const& a) { return conv1d(a[0], a[1], how); });
    }
    check("conv2d", {some({1, 2, 3, 3}), some({1, 2, 2, 2}, 0.2)}, [](auto const& a) { return conv2d(a[0], a[1]); });
    expect(same(conv1d(tensor{{{1, 2, 4}}}, tensor{{{1, 10}}}), tensor{{{21, 42}}}));
    expect(says("conv2d: shapes (1, 2, 3, 3) and (1, 1, 2, 2) do not fit", [] { (void)conv2d(tape::ones({1, 2, 3, 3}), tape::ones({1, 1, 2, 2})); }));
    expect(says("conv1d: shapes (1, 1, 2) and (1, 1, 3) do not fit", [] { (void)conv1d(tape::ones({1, 1, 2}), tape::ones({1, 1, 3})); }));
    expect(says("conv1d: shapes (2,) and (1, 1, 3) do not fit", [] { (void)conv1d(tape::ones({2}), tape::ones({1, 1, 3})); }));
    expect(says("stride", [] { (void)conv1d(tape::ones({1, 1, 3}), tape::ones({1, 1, 3}), {0}); }));
}

BOOST_AUTO_TEST_CASE(probabilities) {
    check("cross_entropy", {some({3, 4})}, [](auto const& a) { return cross_entropy(2 * a[0], std::vector{1, 0, 3}); });
    check("cross_entropy", {some({2, 3}), abs(some({2, 3}, 0.3)) + 0.1}, [](auto const& a) { return cross_entropy(a[0], a[1]); });
    tensor const logits{{1000, 0, -1000}, {-1000, 1000, 999}};
    BOOST_TEST(cross_entropy(logits, std::array{1, 2}).item() == (1000 + 1 + std::log1p(std::exp(-1.0))) / 2, boost::test_tools::tolerance(1e-15));
    expect(gives(logits, tensor{{0.5, -0.5, 0}, {0, 0, 0}}, [](tensor const& x) { return cross_entropy(x, std::array{1, 1}) - cross_entropy(x[1], std::array{1}) / 2; }));
    double const p = 1 / (1 + std::exp(-1.0));
    auto const y = softmax(logits);
    expect((y(0, 0).item() == 1 && y(0, 2).item() == 0));
    BOOST_TEST(y(1, 1).item() == p, boost::test_tools::tolerance(1e-15));
    // Logits of -∞ are classes that are excluded, and targets of 0 count for nothing.
    tensor const masked{0, -infinite, std::log(3.0)};
    BOOST_TEST(softmax(masked)[2].item() == 0.75, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(cross_entropy(masked, tensor{1, 0, 0}).item() == std::log(4.0), boost::test_tools::tolerance(1e-15));
    tensor const x = masked.detach().requires_grad_();
    (cross_entropy(x, tensor{1, 0, 0}) + cross_entropy(x, std::array{0}) + log_sum_exp(x) + softmax(x)[0] - softmax(x)[0]).backward();
    BOOST_TEST(x.grad()[0].item() == 2 * -0.75 + 0.25, boost::test_tools::tolerance(1e-14));
    expect((x.grad()[1].item() == 0));
    expect(log_sum_exp(tensor{-infinite, -infinite}).item() == -infinite);
    expect(same(cross_entropy(logits, std::array{1.0, 2.0}), cross_entropy(logits, std::array{1, 2})));
    expect(says("0.3 is no class", [&] { (void)cross_entropy(logits, std::array{0.3, 0.7}); }));
    expect(says("class 4 for logits of shape (3, 4)", [] { (void)cross_entropy(some({3, 4}), std::array{0, 4, 0}); }));
    expect(says("cross_entropy: shapes (3, 4) and (2,)", [] { (void)cross_entropy(some({3, 4}), std::array{0, 1}); }));
    expect(says("cross_entropy: shapes (2, 3) and (3,)", [] { (void)cross_entropy(some({2, 3}), some({3})); }));
}

// Along several axes, products, running sums, variances; as members and as functions.
BOOST_AUTO_TEST_CASE(several_axes) {
    tensor const m{{{1, 2}, {3, 4}, {5, 6}}, {{7, 8}, {9, 10}, {11, 12}}};
    expect(same(m.sum({0, 1}), tensor{36, 42}) && same(m.sum({-1, 0}), tensor{18, 26, 34}) && m.sum({2, 0, 1}).item() == 78 && same(m.sum({1}), m.sum(1)));
    expect((m.sum({0, 2}, keepdim).shape() == extents{1, 3, 1} && m.sum(std::vector<std::ptrdiff_t>{1, 2}).shape() == extents{2} && m.sum(extents{0, 1}).shape() == extents{2}));
    expect(same(m.mean({1, 2}), tensor{3.5, 9.5}) && same(m.max({0, 2}), tensor{8, 10, 12}) && same(m.min({0, 1}, keepdim), tensor{{{1, 2}}}) && same(m.prod({1, 2}), tensor{720, 665280}));
    expect(same(sum(m, {0, 1}), m.sum({0, 1})) && same(sum(m, 1, keepdim), m.sum(1, keepdim)) && same(mean(m, {0, 2}, keepdim), m.mean({0, 2}, keepdim)) && same(prod(m, 0), m.prod(0)));
    expect(prod(m).item() == 479001600 && max(m).item() == 12 && min(m).item() == 1 && var(m).item() == 13 && same(cumsum(m, 1), m.cumsum(1)));
    check("sum {0, 2}", {some({2, 2, 3})}, [](auto const& a) { return a[0].sum({0, 2}) * a[0].mean({2, 0}) + a[0].sum({0, 2}, keepdim).sum(); });
    expect(worst({some({2, 3, 2})}, [](auto const& a) { return a[0].max({0, 2}) - a[0].min({0, 1}, keepdim).sum() + a[0].var({0, 2}) + a[0].prod({0, 2}); }) < 1e-7);
    // Equals in different rows share alike.
    expect(gives(tensor{{1, 1}, {1, 0}}, tensor{{1, 1}, {1, 0}}, [](tensor const& x) { return 3 * x.max({0, 1}); }));
    expect(says("sum along the axes (0, 0) of a shape (2, 3, 2); each axis is named once", [&] { (void)m.sum({0, 0}); }));
    expect(says("sum along no axis of a shape (2, 3, 2); of all numbers it is x.sum()", [&] { (void)m.sum({}); }));
    expect(says("mean: axis 3 of a shape (2, 3, 2)", [&] { (void)m.mean({0, 3}); }));
    expect(same(tape::zeros({2, 0, 3}).sum({1, 2}), tensor{0, 0}) && same(tape::zeros({2, 0, 3}).prod({0, 1}), tensor{1, 1, 1}) && tape::zeros({0, 2}).sum({0, 1}).item() == 0);
    expect(says("max of no numbers: axes (0, 1) of a tensor of shape (0, 2)", [] { (void)tape::zeros({0, 2}).max({0, 1}); }));
    // The derivative of a product where one number is 0, and where two are.
    auto const product = [](tensor const& x) { return x.prod(); };
    expect(gives(tensor{2, 3, 4}, tensor{12, 8, 6}, product) && gives(tensor{2, 0, 4}, tensor{0, 8, 0}, product) && gives(tensor{0, 3, 0}, tensor{0, 0, 0}, product));
    expect(gives(tensor{1e200, 1e200, 0}, tensor{0, 0, infinite}, product) && gives(tensor(numbers{}), tensor(numbers{}), product) && tensor(numbers{}).prod().item() == 1);
    expect(gives(tensor{{0, 2}, {3, 4}}, tensor{{2, 0}, {4, 3}}, [](tensor const& x) { return x.prod(1).sum(); }));
    check("prod", {some({2, 3})}, [](auto const& a) { return a[0].prod(0) + a[0].prod(1, keepdim).sum() * a[0].prod(-1).sum(); });
    // Twice where numbers are 0: the second derivatives of xyz.
    auto const twice = [](tensor const& at, tensor const& weights) {
        tensor const x = at.detach().requires_grad_();
        return tape::grad(dot(tape::grad(x.prod(), x, tape::create_graph), weights), x);
    };
    expect(same(twice(tensor{2, 3, 4}, tensor{1, 10, 100}), tensor{340, 204, 23}) && same(twice(tensor{0, 3, 0}, tensor{1, 10, 100}), tensor{300, 0, 3}) && same(twice(tensor{0, 0, 0}, tensor{1, 1, 1}), tensor{0, 0, 0}));
    check("cumsum", {some({2, 3})}, [](auto const& a) { return a[0].cumsum(0) * a[0].cumsum(-1); });
    expect(same(tensor{1, 2, 3}.cumsum(0), tensor{1, 3, 6}) && tape::zeros({0, 2}).cumsum(0).size() == 0);
    expect(says("cumsum: axis 1 of a shape (3,)", [] { (void)tensor{1, 2, 3}.cumsum(1); }));
    expect(gives(tensor{4, 0, 1}, tensor{0.25, 0, 0}, [](tensor const& x) { return sqrt(x).cumsum(0)[0]; }));
    check("var", {some({2, 3})}, [](auto const& a) { return sqrt(a[0].var(1) + 1) * a[0].var() + a[0].var(0, keepdim).sum(); });
    expect(gives(tensor{2, 2, 2}, tensor{0, 0, 0}, [](tensor const& x) { return sqrt(x.var()); }));
    expect(says("var of fewer than two numbers: axis 0 of a tensor of shape (1, 3)", [] { (void)tape::ones({1, 3}).var(0); }));
    expect((m.argmin(1) == std::vector<std::ptrdiff_t>{0, 0, 0, 0} && tensor{2, 1, 1}.argmin() == std::vector<std::ptrdiff_t>{1}));
    expect(says("argmin of no numbers", [] { (void)tape::zeros({2, 0}).argmin(); }));
}

BOOST_AUTO_TEST_CASE(words_of_pytorch) {
    tensor const x = some({2, 3});
    expect(same(x.abs(), abs(x)) && same(x.exp(), exp(x)) && same(x.abs().log(), log(abs(x))) && same(x.abs().sqrt(), sqrt(abs(x))) && same(x.square(), square(x)) && same(x.sin(), sin(x)));
    expect(same(x.cos(), cos(x)) && same(x.tanh(), tanh(x)) && same(x.sigmoid(), sigmoid(x)) && same(x.relu(), relu(x)) && same(x.pow(2), pow(x, 2)) && same(x.clamp(-0.5, 0.5), clamp(x, -0.5, 0.5)));
    expect(same(x.softmax(0), softmax(x, 0)) && same(x.log_softmax(), log_softmax(x)) && same(x.norm(), norm(x)) && same(x.matmul(x.transpose()), matmul(x, x.transpose())) && same(x[0].dot(x[1]), dot(x[0], x[1])));
    check("members", {some({2, 3})}, [](auto const& a) { return a[0].exp() * a[0].tanh() + a[0].pow(3).softmax(0) - a[0].square().norm(); });
    // Conditions are of one number.
    expect(static_cast<bool>(x.sum() > -100) && (x > -100).all() && !(x > 0).all() && (x > 0).any() && !(x > 100).any() && !tape::zeros({0}).any() && tape::zeros({0}).all());
    expect(says("of a tensor of shape (2, 3), of which some numbers may be true and others not; write select(x > 0, a, b)", [&] { expect(x > 0.5 ? false : false); }));
    // Axes of extent 1.
    expect((x.unsqueeze(0).shape() == extents{1, 2, 3} && x.unsqueeze(-1).shape() == extents{2, 3, 1} && x.unsqueeze(1).squeeze(1).shape() == extents{2, 3}));
    expect((x.unsqueeze(1).unsqueeze(0).squeeze().shape() == extents{2, 3} && tensor({{3}}).squeeze().shape().empty()));
    check("squeeze", {some({2, 1, 3})}, [](auto const& a) { return a[0].squeeze(1) * a[0].squeeze().unsqueeze(0); });
    expect(says("squeeze: axis 1 of a shape (2, 3), whose extent is not 1", [&] { (void)x.squeeze(1); }));
    expect(says("unsqueeze: axis 3 of a shape (2, 3, 1)", [&] { (void)x.unsqueeze(3); }));
    expect(same(zeros_like(x), tape::zeros({2, 3})) && same(ones_like(x), tape::ones({2, 3})) && same(full_like(x, 3), tape::full({2, 3}, 3.0)) && !zeros_like(tensor({1}, tape::requires_grad)).requires_grad());
    expect(same(tape::arange(3), tensor{0, 1, 2}) && same(tape::linspace(-1, 1, 5), tensor{-1, -0.5, 0, 0.5, 1}) && same(tape::linspace(2, 3, 1), tensor{2}) && same(tape::eye(2), tensor{{1, 0}, {0, 1}}));
    expect(tape::arange(0).size() == 0 && tape::eye(0).size() == 0 && says("negative", [] { (void)tape::eye(-1); }));
    // Losses.
    tensor const y = some({2, 3}, 0.4), t = sigmoid(y);
    expect(same(mse_loss(x, y), square(x - y).mean()) && same(nll_loss(log_softmax(x), std::array{0, 2}), cross_entropy(x, std::array{0, 2}), 1e-14));
    expect(same(binary_cross_entropy_with_logits(x, t), -(t * log(sigmoid(x)) + (1 - t) * log(1 - sigmoid(x))).mean(), 1e-13));
    BOOST_TEST(binary_cross_entropy_with_logits(tensor{800, -800}, tensor{0, 1}).item() == 800);
    BOOST_TEST(binary_cross_entropy_with_logits(tensor{50}, tensor{1}).item() == std::exp(-50.0), boost::test_tools::tolerance(1e-15));
    check("losses", {x, y}, [](auto const& a) { return mse_loss(a[0], a[1]) + binary_cross_entropy_with_logits(a[0], a[1]) + nll_loss(log_softmax(a[0]), std::array{1, 2}); });
    expect(says("mse_loss: shapes (2, 1) and (2,) do not fit", [] { (void)mse_loss(tape::ones({2, 1}), tape::ones({2})); }));
    expect(says("binary_cross_entropy_with_logits: shapes (2, 1) and (2,)", [] { (void)binary_cross_entropy_with_logits(tape::ones({2, 1}), tape::ones({2})); }));
    expect(says("nll_loss: class 3 for logits of shape (2, 3)", [&] { (void)nll_loss(x, std::array{3, 0}); }));
    expect(says("nll_loss: shapes (2, 3) and (1,)", [&] { (void)nll_loss(x, std::array{0}); }));
    // Pools.
    tensor const image = tape::arange(12).reshape({1, 1, 3, 4});
    expect(same(max_pool2d(image, 2), tensor{{{{5, 7}}}}) && same(avg_pool2d(image, 2, 1), tensor{{{{2.5, 3.5, 4.5}, {6.5, 7.5, 8.5}}}}) && same(max_pool2d(image, 3, 1), tensor{{{{10, 11}}}}));
    check("pools", {some({2, 1, 4, 3})}, [](auto const& a) { return max_pool2d(a[0], 2) * avg_pool2d(a[0], 2) + max_pool2d(a[0], 2, 1).sum(); });
    expect(says("max_pool2d of a tensor of shape (2, 3); it takes images", [&] { (void)max_pool2d(x, 2); }));
    expect(says("avg_pool2d: shapes (1, 1, 3, 4) and (4, 4) do not fit; the kernel must fit", [&] { (void)avg_pool2d(image, 4); }));
    expect(says("max_pool2d: kernel and stride are at least 1", [&] { (void)max_pool2d(image, 2, 0); }));
    // Sweeps and gradients of several.
    tensor const a({1, 2}, tape::requires_grad), b({3, 4}, tape::requires_grad);
    tape::backward({dot(a, b), (a * a).sum()});
    tape::backward({a * b, b}, {tensor{1, 10}, tensor{100, 100}});
    expect(same(a.grad(), tensor{3 + 2 + 3, 4 + 4 + 40}) && same(b.grad(), tensor{1 + 1 + 100, 2 + 20 + 100}));
    tensor const s = dot(a, b);
    tape::backward({s, s}, tape::retain_graph);
    tape::backward({s, s}, {tensor(1), tensor(2)}, tape::retain_graph);
    expect(same(a.grad(), tensor{8 + 6 + 9, 48 + 8 + 12}));
    auto const by = tape::grad(s, {a, b}), again = tape::grad(s, {a, b}, tape::retain_graph), recorded = tape::grad(s, {a, b}, tape::create_graph);
    expect(by.size() == 2 && same(by[0], b) && same(by[1], a) && same(again[1], a) && same(recorded[1], a) && same(tape::grad(s, a, tape::retain_graph), b));
    variable const v{3.0, tape::requires_grad};
    expect(tape::grad(v * v, v, tape::retain_graph) == 6 && tape::grad(v * v, {v}, tape::retain_graph) == std::vector{6.0} && same(tape::grad(v * s, a, tape::retain_graph), 3 * b));
}

// Two steps by hand, of f(w) = w² from 1.
BOOST_AUTO_TEST_CASE(optimisers) {
    auto const after_two = [](auto& optimiser, tensor const& w, tensor const& beside) {
        for (int i = 0; i < 2; ++i) {
            optimiser.zero_grad();
            ((w * w).sum() + beside.sum() * 2).backward();
            optimiser.step();
        }
        return w[0].item();
    };
    tensor const frozen({3.0}, tape::requires_grad), unused({4.0}, tape::requires_grad);
    auto const leaf = [] { return tensor({1.0, 2.0}, tape::requires_grad); };
    auto const near = [](double a, double b) { return std::abs(a - b) < 1e-14; };
    tensor w = leaf(), copy = w;
    tape::sgd plain({w, frozen, unused}, {.rate = 0.1});
    tensor constant = frozen;
    constant.requires_grad_(false);
    expect(near(after_two(plain, w, frozen), 0.64) && w.is_leaf() && same(copy, w) && frozen.item() == 3 && unused.item() == 4);
    w = leaf();
    tape::sgd heavy(std::vector{w}, {.rate = 0.1, .momentum = 0.9});
    expect(near(after_two(heavy, w, frozen), 0.8 - 0.1 * (0.9 * 2 + 1.6)));
    w = leaf();
    tape::sgd decaying({w}, {.rate = 0.1, .weight_decay = 0.5});
    expect(near(after_two(decaying, w, frozen), 0.75 * 0.75));
    w = leaf();
    tape::adam adaptive({w}, {.rate = 0.1});
    double const first = 1 - 0.1 * 2 / (2 + 1e-8), m = 0.9 * 0.2 + 0.1 * 2 * first, v = 0.999 * 0.004 + 0.001 * 4 * first * first;
    expect(near(after_two(adaptive, w, frozen), first - 0.1 * (m / (1 - 0.81)) / (std::sqrt(v / (1 - 0.999 * 0.999)) + 1e-8)));
    tape::adam const as_pytorch({w}), of_many(std::vector{w});
    expect(says<std::logic_error>("sgd: a parameter of shape (2,) is a recorded value", [&] { tape::sgd const wrong({w * 2}, {}); }));
    // Gradients that are clipped, and given.
    tensor const a({3.0, 0.0}, tape::requires_grad), b({4.0}, tape::requires_grad);
    ((a * a).sum() + (b * b).sum()).backward();
    expect(near(tape::clip_grad_norm_({a, b, constant}, 5.0), 10) && same(a.grad(), tensor{3, 0}, 1e-15) && same(b.grad(), tensor{4}, 1e-15));
    expect(near(tape::clip_grad_norm_(std::vector{a, b}, 6.0), 5) && same(b.grad(), tensor{4}, 1e-15));
    tensor given = a;
    given.set_grad(tensor{7, 8});
    a.sum().backward();
    expect(same(a.grad(), tensor{8, 9}));
    expect(says("set_grad: shapes (2,) and (1,)", [&] { given.set_grad(tensor{1}); }));
    expect(says<std::logic_error>("x.requires_grad_()", [&] { constant.set_grad(tensor{1}); }) && says<std::logic_error>("not a leaf", [&] { (given * 1).set_grad(a); }));
    int next = 0;
    expect(same(tape::generate({2, 2}, [&] { return next++; }), tensor{{0, 1}, {2, 3}}) && tape::zeros({2, 3}).size(1) == 3 && tape::zeros({2, 3}).size(-2) == 2);
    expect(says("size: axis 2 of a shape (2, 3)", [] { (void)tape::zeros({2, 3}).size(2); }));
}

// What an untaken branch holds, and what a norm is at 0.
BOOST_AUTO_TEST_CASE(branches_and_norms) {
    check("norm", {some({2, 3})}, [](auto const& a) { return norm(a[0]); });
    expect(gives(tensor{{3, 0}, {0, 4}}, tensor{{0.6, 0}, {0, 0.8}}, [](tensor const& x) { return norm(x); }));
    expect(gives(tensor{0, 0}, tensor{0, 0}, [](tensor const& x) { return norm(x); }));
    expect(gives(tensor{-1, 0, 4}, tensor{0, 0, 0.25}, [](tensor const& x) { return select(x > 0, sqrt(x), 0.0).sum(); }));
    expect(gives(tensor{0, 0}, tensor{0, 0}, [](tensor const& x) { return sqrt((x * x).sum()); }));
    expect(gives(tensor{3, 4}, tensor{0.6, 0.8}, [](tensor const& x) { return sqrt(dot(x, x)); }));
    expect(gives(tensor{{0, 0}, {3, 4}}, tensor{{0, 0}, {0.6, 0.8}}, [](tensor const& x) { return sqrt((2 * pow(x, 2)).mean(1)).sum(); }));
    expect(gives(tensor{0, 0}, tensor{0, 0}, [](tensor const& x) { return pow((x * x).reshape({2, 1}) + 0.5 * square(x).reshape({2, 1}), 0.5).sum(); }));
    expect(gives(tensor{1, 1}, tensor{0, 0}, [one = tensor(1)](tensor const& x) { return sqrt(((x - one) * (x - one)).sum()) + sqrt(dot(2 * x - 2, 2 * x - 2)); }));
    expect(gives(tensor{0, 1}, tensor{infinite, 0.5}, [](tensor const& x) { return sqrt(x).sum(); }));
    expect(gives(tensor{0, -2}, tensor{0, -1}, [](tensor const& x) { return abs(x).sum(); }));
    tape::scope const right(typegrad::kinks::right);
    expect(gives(tensor{0, -2}, tensor{1, -1}, [](tensor const& x) { return abs(x).sum(); }));
    tensor const x = tensor{0, 1}.requires_grad_(), y = relu(x);
    {
        tape::scope const left(typegrad::kinks::left);  // as it was recorded, not as it is swept
        y.sum().backward(tape::retain_graph);
    }
    expect(same(x.grad(), tensor{1, 1}));
}

// Second derivatives of what is no operation of the table, beside differences of gradients, and third ones beside differences of these.
BOOST_AUTO_TEST_CASE(gradients_of_gradients) {
    tensor const at{{0.5, -1.0, 2.0}, {0.1, 0.7, -0.3}};
    auto const check_again = [&](char const* name, function_of<tensor, tensor const&> const& f) {
        auto const leaf_of = [&](double by, std::size_t i) {
            auto all = at.to_vector();
            all[i] += by;
            return tensor(all, tape::requires_grad).reshape({2, 3}).detach().requires_grad_();
        };
        auto const first = [&](tensor const& x) { return weighed(tape::grad(f(x), x)).item(); };
        auto const second = [&](tensor const& x) { return weighed(tape::grad(weighed(tape::grad(f(x), x, tape::create_graph)), x)).item(); };
        tensor const x = leaf_of(0, 0), slope = tape::grad(f(x), x, tape::create_graph), curvature = tape::grad(weighed(slope), x, tape::create_graph);
        expect(same(slope, tape::grad(f(x), x), 1e-13));
        tensor const bend = tape::grad(weighed(curvature), x);
        for (std::size_t i = 0; i < 6; ++i) {
            double const once = (first(leaf_of(1e-5, i)) - first(leaf_of(-1e-5, i))) / 2e-5, twice = (second(leaf_of(1e-5, i)) - second(leaf_of(-1e-5, i))) / 2e-5;
            BOOST_CHECK_MESSAGE(std::abs(curvature.data()[i] - once) < 1e-6 * (1 + std::abs(once)), name << " " << i << ": " << curvature.data()[i] << ", " << once);
            BOOST_CHECK_MESSAGE(std::abs(bend.data()[i] - twice) < 1e-5 * (1 + std::abs(twice)), name << " " << i << ", third: " << bend.data()[i] << ", " << twice);
        }
        tape::current<double>.release();
    };
    check_again("network", [](tensor const& x) { return (tanh(matmul(x, tensor{{0.1, 0.2}, {-0.3, 0.4}, {0.5, -0.6}}) + tensor{0.1, 0.2}) * tensor{1, 2}).sum(); });
    check_again("matmul", [](tensor const& x) { return square(matmul(x, x.transpose())).sum() + square(matmul(x, x[0])).sum() * dot(x[1], x[1]); });
    check_again("batches", [](tensor const& x) { return pow(matmul(x.reshape({2, 1, 3}), x.reshape({3, 2})), 3).sum(); });
    check_again("softmax", [](tensor const& x) { return (softmax(x, 1) * tensor{1, 2, 3}).sum() + square(log_softmax(x, 0)).sum(); });
    check_again("log_sum_exp", [](tensor const& x) { return log_sum_exp(x * x, 1).sum() + square(x.mean(1)).sum(); });
    check_again("cross_entropy", [](tensor const& x) { return cross_entropy(x * x, std::array{1, 2}) + cross_entropy(x * x, softmax(x)); });
    check_again("max", [](tensor const& x) { return square((x * x).max(1)).sum() + pow(x.min(0, keepdim), 3).sum(); });
    check_again("conv1d", [](tensor const& x) { return square(conv1d(x.reshape({1, 2, 3}), x.reshape({1, 2, 3}), {.stride = 1, .padding = 1, .dilation = 1})).sum(); });
    check_again("conv2d", [](tensor const& x) { return pow(conv2d(x.reshape({1, 1, 2, 3}), x.reshape({1, 1, 2, 3}).slice(3, {0, 2}), {.stride = 1, .padding = 1, .dilation = 1}), 3).sum(); });
    check_again("parts", [](tensor const& x) { return pow(concat(std::vector{x, x * x}, 1), 3).sum() + pow(x(0, range{0, 2}) * x(1, range{1, 3}), 2).sum() + pow(x.index_select(0, std::array{1, 1}), 3).sum(); });
    check_again("broadcasting", [](tensor const& x) { return (x * x.sum(0) * x.sum(1, keepdim)).sum() + select(x > 0, x * x * x, sin(x)).sum(); });
    check_again("norm", [](tensor const& x) { return sqrt((x * x).sum()); });
    check_again("prod", [](tensor const& x) { return square(x.prod(0)).sum() + pow(x.prod({0, 1}), 2) * x.prod(1).sum(); });
    check_again("cumsum", [](tensor const& x) { return pow(x.cumsum(1), 3).sum() + pow((x * x).cumsum(0)[1], 2).sum(); });
    check_again("var", [](tensor const& x) { return x.var() * x.var(1).sum() + square(x.mean({0, 1})); });
    check_again("pools", [](tensor const& x) { return pow(max_pool2d(x.reshape({1, 1, 2, 3}), 2, 1) + avg_pool2d(x.reshape({1, 1, 2, 3}), 2, 1), 3).sum(); });
    check_again("losses", [](tensor const& x) { return mse_loss(x, x * x) + binary_cross_entropy_with_logits(x, x * x) + nll_loss(log_softmax(x * x), std::array{1, 2}); });
    // What contributes nothing does so again; -0 is a number.
    tensor const z({0.0, 4.0}, tape::requires_grad);
    expect(same(tape::grad(tape::grad(select(z > 0, sqrt(z), 0.0).sum(), z, tape::create_graph).sum(), z), tensor{0, -0.03125}));
    expect(same(tape::grad(tape::grad(-(z * z).sum(), z, tape::create_graph).sum(), z), tensor{-2, -2}));
    // A step of a fit that has its own slope in it.
    tensor const w({0.5, -0.5}, tape::requires_grad), x({1.0, 2.0}, tape::requires_grad);
    tensor const slope = tape::grad(tanh(w * x).sum(), x, tape::create_graph);
    (slope * slope).sum().backward();
    auto const expected = [](double a, double b) { double const t = std::tanh(a * b), s = 1 - t * t; return 2 * a * s * (s - 2 * a * b * t * s); };
    expect(same(w.grad(), tensor{expected(0.5, 1), expected(-0.5, 2)}, 1e-13));
    expect(says<std::logic_error>("sqrt where it is 0", [] { tensor const o({0.0}, tape::requires_grad); (void)tape::grad(sqrt(dot(o, o)), o, tape::create_graph); }));
    expect(says<std::logic_error>("abs where it is 0 at (0)", [] { tensor const o({0.0}, tape::requires_grad); (void)tape::grad(square(abs(o)).sum(), o, tape::create_graph); }));
    expect(says<std::logic_error>("keep what is between x and y a tensor", [&] { (void)tape::grad(tensor(variable(z.sum()) * 2.0), z, tape::create_graph); }));
    expect(says("which is not one number", [&] { (void)tape::grad(z * z, z, tape::create_graph); }));
    // Variables on which y depends by other ways than x are no hindrance.
    variable const v{3.0, tape::requires_grad}, scale = exp(v);
    tensor const by_z = tape::grad((scale * z * z).sum(), z, tape::create_graph);
    by_z.sum().backward();
    expect(v.grad() == 8 * std::exp(3.0) && same(z.grad(), tensor{2 * std::exp(3.0), 2 * std::exp(3.0)}));
    auto const by_p = tape::gradient([](auto const& p) {
        tensor const t = p * 1;
        tensor const g = tape::grad((t * t * t).sum(), t, tape::create_graph);
        return (g * g).sum();
    })(tensor{1, 2});
    expect(same(by_p, tensor{36, 288}));
}

BOOST_AUTO_TEST_CASE(hooks) {
    tensor const x({3.0, 1.0}, tape::requires_grad);
    x.sum().backward();
    int calls = 0;
    x.register_hook([&](tensor const& gradient) { return ++calls, gradient * 2; });
    tensor const y = x * x;
    y.register_hook([](tensor const& gradient) { return clamp(gradient, -0.5, 0.5); });
    y.register_hook([&](tensor const& gradient) { expect(same(gradient, tensor{0.5, 0.5})); });
    y.retain_grad();
    (3 * y).sum().backward(tape::retain_graph);
    expect((same(y.grad(), tensor{0.5, 0.5}) && same(x.grad(), tensor{7, 3}) && calls == 1));
    expect((same(tape::grad((3 * y).sum(), x), tensor{6, 2}) && same(tape::grad((3 * y).sum(), x, tape::create_graph), tensor{6, 2}) && same(x.grad(), tensor{7, 3})));
    tensor const other({1.0}, tape::requires_grad);
    other.sum().backward();
    expect(calls == 3);
    other.register_hook([](tensor const& gradient) { return -gradient; });
    other.backward(tensor{3});
    expect(same(other.grad(), tensor{-2}));
    // A function that sweeps by itself in the middle of a sweep leaves what the leaf had, and what it has been owed.
    {
        tensor const hooked({1.0, 2.0}, tape::requires_grad);
        int looked = 0;
        hooked.register_hook([&](tensor const& gradient) { return ++looked, gradient * 2; });
        (hooked * hooked).sum().backward();
        variable const s{3.0, tape::requires_grad};
        variable const node = tape::checkpoint([](auto const& t) { return t * t; }, s);
        (hooked.sum() * node).backward();
        expect((same(hooked.grad(), tensor{4 + 18, 8 + 18}) && looked == 2));
        expect(same(tensor(s.grad()), tensor(18.0)));
        hooked.register_hook([&](tensor const&) { hooked.register_hook([](tensor const&) {}); });
        hooked.sum().backward();
    }
    // An exception in a sweep leaves what the leaf had.
    x.register_hook([](tensor const&) { throw std::runtime_error("stopped"); });
    variable number{2.0, tape::requires_grad};
    number.register_hook([](double) {});
    expect(says<std::runtime_error>("stopped", [&] { ((x * x).sum() * other.sum() * number).backward(); }));
    expect((same(x.grad(), tensor{7, 3}) && same(other.grad(), tensor{-2}) && number.grad() == 0));
    {
        tensor const a({2.0, 1.0}, tape::requires_grad), b({1.0}, tape::requires_grad), square_of_a = a * a, kept = 3 * square_of_a + 4 * a + b, loss = kept.sum() + a[0];
        kept.retain_grad();
        b.sum().backward(tape::retain_graph);
        bool fails = true;
        square_of_a.register_hook([&](tensor const&) { fails ? throw std::runtime_error("stopped") : void(); });
        auto const nothing_came = [&] { return same(a.grad(), tensor{0, 0}) && same(b.grad(), tensor{1}) && same(kept.grad(), tensor{0, 0}); };
        expect(says<std::runtime_error>("stopped", [&] { loss.backward(); }) && nothing_came());
        expect(says<std::runtime_error>("stopped", [&] { variable(loss * 2).backward(); }) && nothing_came());
        expect(says<std::runtime_error>("stopped", [&] { tape::backward(std::vector{b, loss}, {tensor{1}, tensor(1)}); }) && nothing_came());
        expect(says<std::runtime_error>("stopped", [&] { (void)tape::grad(loss, a); }) && nothing_came());
        fails = false;
        loss.backward();
        expect(same(a.grad(), tensor{17, 10}) && same(b.grad(), tensor{3}));
        b.register_hook([](tensor const&) { throw std::runtime_error("stopped"); });
        expect(says<std::runtime_error>("stopped", [&] { b.backward(); }) && same(b.grad(), tensor{3}));
    }
    tensor const z({1.0}, tape::requires_grad);
    z.register_hook([](tensor const&) { return tensor{1, 2}; });
    expect(says("what a hook gives: shapes (1,) and (2,)", [&] { (z * 2).sum().backward(); }));
    expect(says<std::logic_error>("x.requires_grad_()", [] { tensor{1, 2}.register_hook([](tensor const&) {}); }));
}

BOOST_AUTO_TEST_CASE(words) {
    tensor x({1, 2, 3}, tape::requires_grad);
    tensor const y = x * x, constant{1, 2};
    expect((x.is_leaf() && x.requires_grad() && !y.is_leaf() && y.requires_grad() && constant.is_leaf() && !constant.requires_grad()));
    expect(!y.detach().requires_grad());
    expect(same(x.grad(), tensor{0, 0, 0}));
    y.sum().backward(tape::retain_graph);
    y.backward(tensor{1, 10, 100}, tape::retain_graph);
    expect(same(x.grad(), tensor{2 + 2, 4 + 40, 6 + 600}));
    x.zero_grad();
    expect(same(x.grad(), tensor{0, 0, 0}));
    y.retain_grad();
    (y.sum() * y[1]).backward(tape::retain_graph);
    expect(same(y.grad(), tensor{4, 4 + 14, 4}));
    expect(same(x.grad(), tensor{8, 72, 24}));
    // Gradients by chosen tensors leave all others alone.
    auto const loss = (y * y).sum();
    auto const by = tape::grad(loss, std::vector{x, y, x});
    expect(same(by[0], tensor{4, 32, 108}));
    expect(same(by[1], tensor{2, 8, 18}));
    expect(same(by[2], by[0]));
    variable const v{2.0, tape::requires_grad}, mixed = v * loss;
    expect(tape::grad(mixed, v) == 98);
    expect(same(tape::grad(mixed, x), tensor{8, 64, 216}) && same(tape::grad(mixed, std::vector{y})[0], tensor{4, 16, 36}));
    expect((same(x.grad(), tensor{8, 72, 24}) && same(y.grad(), tensor{4, 18, 4}) && v.grad() == 0));
    expect(says("backward() of a tensor of shape (3,)", [&] { y.backward(); }));
    expect(says("grad(y, x) of a y of shape (3,)", [&] { (void)tape::grad(y, x); }));
    expect(says("backward(seed): shapes (3,) and (2,)", [&] { y.backward(tensor{1, 2}); }));
    expect(says<std::logic_error>("x.requires_grad_()", [&] { (void)constant.grad(); }));
    expect(says<std::logic_error>("x.retain_grad()", [&] { (void)loss.grad(); }));
    expect(says<std::logic_error>("x.detach()", [&] { tensor z = y; z.requires_grad_(false); }));
    // Several at once.
    x.zero_grad();
    tape::backward(std::vector{loss, y}, {tensor(1), tensor{1, 0, 10}}, tape::retain_graph);
    expect(same(x.grad(), tensor{4 + 2, 32, 108 + 60}));
    tape::backward(std::vector{loss, y[0]});
    expect(same(x.grad(), tensor{6 + 4 + 2, 64, 168 + 108}));
    expect(says<std::logic_error>("released", [&] { tape::backward(std::vector{loss}); }));
    x.requires_grad_(false);
    expect(!x.requires_grad());
}

BOOST_AUTO_TEST_CASE(in_place) {
    tensor w({1, 2}, tape::requires_grad);
    tensor const copy = w, kept = w * w;
    (w * w).sum().backward(tape::retain_graph);
    {
        tape::no_grad const updating;
        w -= 0.5 * w.grad();
        w += 1;
        w *= 3;
        w /= tensor{1, 3};
    }
    expect((w.is_leaf() && same(w, tensor{3, 1}) && same(copy, w)));
    // The record keeps the numbers that it was made of.
    w.zero_grad();
    kept.sum().backward();
    expect(same(copy.grad(), tensor{2, 4}));
    w += 1;
    expect((!w.is_leaf() && copy.is_leaf() && same(copy, tensor{3, 1})));
    tensor u({1, 2}, tape::requires_grad);
    expect(says("in place: shapes (2,) and (2, 2)", [&] { tape::no_grad const updating; u += tape::ones({2, 2}); }));
    u.set_value(tensor{5, 6});
    expect(u[1].item() == 6);
}

BOOST_AUTO_TEST_CASE(beside_variables) {
    variable v{2.0, tape::requires_grad};
    tensor x({1, 2}, tape::requires_grad);
    variable loss = (v * x).sum();  // 6
    loss += (x - v).max();          // 0
    loss = loss * v;                // 3 v² + v (2 - v)
    expect(loss.value() == 12);
    loss.backward();
    expect(v.grad() == 6 * 2 + 2 - 2 * 2);
    expect(same(x.grad(), tensor{4, 6}));
    // A tensor of variables, variables of a tensor, comparisons.
    auto const some_variables = tape::leaves({1.0, 2.0, 3.0});
    auto const each = (tensor(some_variables) * tensor{4, 5, 6}).variables();
    (each[0] * each[2] + tensor(each[1])).backward();
    expect((some_variables[0].grad() == 4 * 18 && some_variables[1].grad() == 5 && some_variables[2].grad() == 6 * 4));
    expect(same(v < x + 1, tensor{0, 1}));
    expect(same(select(x > 1.5, v, 0.0), tensor{0, 2}));
    // In transforms, whose arguments are variables; what is outside is a constant there.
    auto const f = [&](auto const& p, auto const& q) {
        using number = std::remove_cvref_t<decltype(p)>;
        if constexpr (std::is_same_v<number, double>) return p * q;
        else {
            tensor const inside({3, 4}, tape::requires_grad);
            (inside * p).sum().backward(tape::retain_graph);
            number const y = (stack(std::vector<tensor>{p, q}) * x * inside).sum();
            expect(same(inside.grad(), tensor{p.value(), p.value()}));
            return y;
        }
    };
    x.zero_grad();
    expect((tape::gradient(f)(5.0, 7.0) == std::tuple{3.0, 8.0}));
    expect(same(x.grad(), tensor{0, 0}));
    // Tensors as their arguments and results.
    tensor const m{{1, 2}, {3, 4}}, column{{1}, {10}};
    auto const loss_of = [](tensor const& a, tensor const& b, double factor) { return factor * (a * matmul(a, b)).sum(); };
    auto const [by_m, by_column, by_factor] = tape::gradient([&](auto const& a, auto const& b, auto const& factor) { return (factor * (a * matmul(a, b)).sum()); })(m, column, 2.0);
    expect(by_factor == loss_of(m, column, 1).item() && same(by_column, tensor{{2 * (3 * 1 + 7 * 3)}, {2 * (3 * 2 + 7 * 4)}}));
    expect(by_m.shape() == m.shape() && by_m(0, 1).item() == 2 * (21 + 3 * 10) && !by_m.requires_grad());
    auto const [product, slope] = tape::value_and_jacobian([](auto const& a, auto const& b) { return matmul(a, b); }, typegrad::wrt<1>)(m, column);
    expect(same(product, tensor{{21}, {43}}) && slope == std::vector<numbers>{{1, 2}, {3, 4}});
    auto const pulled = tape::vjp([](auto const& a, auto const& b) { return matmul(a, b); })(m, column, tensor{{1}, {1}});
    expect(same(std::get<1>(pulled.gradient), tensor{{4}, {6}}));
    expect(says("item() of a tensor of shape (2, 1)", [&] { (void)tape::gradient([](auto const& a, auto const& b) { return matmul(a, b); })(m, column); }));
    // Forward, also where a part does not move and where one that does is not chosen.
    auto const forward = tape::jvp([&](auto const& a, auto const& s) { return select(a > s, sqrt(a - s), m(0, 0)) * softmax(matmul(a, column)).sum() + m.max() + tape::tensor(v); })(m, 1.0, tensor{{0, 1}, {0, 2}}, 0.5);
    expect(std::abs(forward.value(1, 1).item() - (2 * std::sqrt(3.0) + 4 + v.value())) < 1e-14 && forward.tangent(0, 0).item() == 0);
    expect(std::abs(forward.tangent(1, 1).item() - (2 - 0.5) / (2 * std::sqrt(3.0)) * 2) < 1e-14);
    auto const back = [&](auto const& a, auto const& s) { return (log_softmax(a * s) * a.transpose()).mean() * s; };
    auto const [along_m, along_s] = tape::gradient(back)(m, 1.5);
    double const expected = along_m(0, 1).item() + 2 * along_m(1, 1).item() + 0.5 * along_s;
    expect(std::abs(tape::jvp([&](auto const& a, auto const& s) { return variable(back(a, s)); })(m, 1.5, tensor{{0, 1}, {0, 2}}, 0.5).tangent - expected) < 1e-13);
}

BOOST_AUTO_TEST_CASE(lifetimes) {
    tensor x({1, 2}, tape::requires_grad);
    tensor const old = x * x;
    old.sum().backward();
    expect(says<std::logic_error>("released by backward()", [&] { (void)(old + x); }));
    expect(says<std::logic_error>("released by backward()", [&] { old.sum().backward(); }));
    expect(says<std::logic_error>("released by backward()", [&] { (void)variable(old[0]); }));
    tensor lost;
    {
        tape::scope const inner;
        lost = x * 2;
    }
    expect(says<std::logic_error>("scope", [&] { (void)matmul(lost, x); }));
    expect(same(lost.detach(), tensor{2, 4}));
    tensor const taken = std::move(lost);
    expect(says<std::logic_error>("std::move()", [&] { (void)(lost + 1); }));  // NOLINT
    auto const here = tape::here();
    tensor const after = x * 3;
    tape::reset(here);
    expect(says<std::logic_error>("position", [&] { (void)(after * 1); }));
    // Another thread's; a constant passes.
    bool foreign = false, constant = false;
    std::thread([&, copy = x] {
        foreign = says<std::logic_error>("another thread", [&] { (void)(x * 1); }) && says<std::logic_error>("another thread", [&] { (void)copy.grad(); });
        tensor mine = x.detach();
        mine.requires_grad_();
        (mine * mine).sum().backward();
        constant = same(mine.grad(), tensor{2, 4});
    }).join();
    expect((foreign && constant));
    // An exception in a sweep leaves nothing behind.
    auto const v = tape::leaves({1.0});
    tensor const a = x * v[0];
    variable const b = a.sum();
    variable const c = b * 1.0;
    c.register_hook([first = true](double g) mutable { return first ? (first = false, throw std::runtime_error("no"), g) : g; });
    x.zero_grad();
    BOOST_CHECK_THROW((a.sum() + c + a[0] * c.value()).backward(), std::runtime_error);
    (c + 1).backward();
    expect(same(x.grad(), tensor{1, 1}));
}

BOOST_AUTO_TEST_CASE(memory_is_constant) {
    tensor w({{0.1, 0.2}, {0.3, 0.4}}, tape::requires_grad);
    long before = 0;
    for (int i = 0; i < 300; ++i) {
        if (i == 100) before = alive;
        tensor const anew({0.5, -0.5}, tape::requires_grad);
        auto const loss = cross_entropy(matmul(tanh(matmul(w, w) + anew), w.transpose()), std::array{0, 1});
        if (i % 2 == 0) loss.backward();
        else variable(loss).backward();
        tape::no_grad const updating;
        w -= 0.1 * w.grad();
        w.zero_grad();
    }
    expect(alive == before);
    expect(tape::statistics().entries == 0u);
    // A warm step of training allocates nothing.
    tensor bias({0.5, -0.5}, tape::requires_grad);
    std::vector const classes{0, 1};
    for (int i = 0; i < 6; ++i) {
        if (i == 3) before = made;
        cross_entropy(matmul(tanh(matmul(w, w) + bias), w.transpose()), classes).backward();
        tape::no_grad const updating;
        for (tensor* const leaf : {&w, &bias}) *leaf -= 0.1 * leaf->grad(), leaf->zero_grad();
    }
    if (tape::detail::pool::keeps_memory) expect(made == before);
}

BOOST_AUTO_TEST_CASE(seen) {
    tensor x({{1, 2}, {3, 4}}, tape::requires_grad);
    tape::name(x, "x");
    tape::describe_record const describing;
    variable const v{2.0, tape::requires_grad};
    tensor const y = (matmul(x, x) * v).sum();
    auto const text = tape::text(y);
    BOOST_CHECK_MESSAGE(text.find("= matmul(x, x)  (2, 2)\n") != std::string::npos, text);
    BOOST_CHECK_MESSAGE(text.find("sum(v") != std::string::npos, text);
    BOOST_CHECK_MESSAGE(text.find(")  ()  = 108\n") != std::string::npos, text);
    auto const drawn = tape::graphviz(y);
    BOOST_CHECK_MESSAGE(drawn.find("[label=\"x\\ntensor\", shape=box, style=filled]") != std::string::npos, drawn);
    BOOST_CHECK_MESSAGE(drawn.find("\\n∂ 54\", shape=box") != std::string::npos, drawn);
    BOOST_CHECK_MESSAGE(drawn.find("[label=\"matmul\\n(2, 2)\"]") != std::string::npos, drawn);
    expect(tape::statistics().by_operation.at("matmul") == 1u);
    expect(same(x.grad(), tape::zeros({2, 2})));
    tape::detect_anomaly const watching;
    expect(says<std::logic_error>("log made -inf at (0, 1)", [&] { (void)log(2 - x); }));
    expect(says<std::logic_error>("sqrt made the first gradient that is not finite: inf at (0, 0)", [&] { sqrt(x - 1).sum().backward(); }));
}
