// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The tensor: an array of numbers of any shape, one node of the record whatever its size.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/many.hpp>
#include <typegrad/tape/tensor/node.hpp>

#include <concepts>
#include <initializer_list>
#include <iosfwd>
#include <iterator>
#include <limits>
#include <span>

namespace typegrad::inline v0_2::op::internal {

template <class T>
inline constexpr bool is_of_many<tape::basic_tensor<T>> = true;

}

namespace typegrad::inline v0_2::tape {

template <class T>
struct tensors;
namespace detail {
    template <class T>
    void sweep_back(std::span<basic_tensor<T> const> results, std::span<basic_tensor<T> const> seeds);
}

struct keepdim_t {};
inline constexpr keepdim_t keepdim{};  // a reduced axis stays, with extent 1
struct every_t {};
inline constexpr every_t every{};  // in an index: the whole axis
// In an index: begin, begin + step, … before end; negative numbers count from behind the last.
struct range {
    std::ptrdiff_t begin = 0, end = std::numeric_limits<std::ptrdiff_t>::max(), step = 1;
};

// Along which axes: one, or several in braces, x.sum({0, 2}). Negative ones count from behind the last.
class axes {
public:
    // (Not of a bool, and x.max(0.5) is no axis.)
    template <std::integral N>
        requires(!std::same_as<N, bool>)
    axes(N one) : named_{static_cast<std::ptrdiff_t>(one)} {}
    axes(std::initializer_list<std::ptrdiff_t> several) : named_(several) {}
    axes(extents several) : named_(std::move(several)) {}
    axes(std::vector<std::ptrdiff_t> const& several) : named_(several) {}
    auto const& list() const { return named_; }

private:
    extents named_;
};

namespace detail {
    template <class A>
    inline constexpr bool is_tensor = false;
    template <class T>
    inline constexpr bool is_tensor<basic_tensor<T>> = true;
    // A tensor stands above all variables.
    template <class T>
    inline constexpr int depth<basic_tensor<T>> = 1000;
    template <class T>
    struct innermost<basic_tensor<T>> {
        using type = T;
    };
    template <class T>
    struct condition_beside<basic_tensor<T>> {
        using type = basic_tensor<T>;
    };

    // A number or a list of lists, as {{1, 2}, {3, 4}}.
    template <class T>
    struct nested_list {
        T number{};
        bool is_list = false;
        std::vector<nested_list> parts{};

        template <class N>
            requires std::is_arithmetic_v<N>
        nested_list(N n) : number(static_cast<T>(n)) {}
        nested_list(std::initializer_list<nested_list> list) : is_list(true), parts(list) {}

        extents shape() const {
            if (!is_list) return {};
            extents all{static_cast<std::ptrdiff_t>(parts.size())};
            if (parts.empty()) return all;
            extents const below = parts[0].shape();
            for (auto const& part : parts)
                if (extents const other = part.shape(); other != below) misfit("tensor{…}: a list with parts of the shapes " + written(below) + " and " + written(other));
            all.insert(all.end(), below.begin(), below.end());
            return all;
        }
        void copy(T*& into) const {
            if (!is_list) *into++ = number;
            for (auto const& part : parts) part.copy(into);
        }
    };

    template <class R, class T>
    concept list_of_variables = requires(R const& r) { std::begin(r), std::end(r); } && std::is_same_v<std::remove_cvref_t<decltype(*std::begin(std::declval<R const&>()))>, variable<T>>;
    // Eigen's matrices and arrays, and what is like them.
    template <class M>
    concept matrix_of_numbers = requires(M const& m) { m.rows(), m.cols(), m.coeff(0, 0); } && std::is_arithmetic_v<std::remove_cvref_t<decltype(std::declval<M const&>().coeff(0, 0))>>;
    template <class R>
    concept list_of_numbers = !matrix_of_numbers<R> && range_of_numbers<R>;
    template <class R>
    concept list_of_lists = requires(R const& r) { std::begin(*std::begin(r)); };
}

#define TYPEGRAD_CHANGED_COPY "typegrad::tape: parts of a tensor, x[i] and x(i, j), are copies, and so is x.grad(): what is done to them in place is lost; put a new tensor together by select(mask, 5, x), tape::concat or tape::stack"
#define TYPEGRAD_KEEPDIM_IS_NO_BOOL "typegrad::tape: an axis that stays is asked for by x.sum(1, tape::keepdim), not by a bool; without it the axis goes"
#define TYPEGRAD_NO_LEAF_BY_BOOL "typegrad::tape: a tensor whose derivative is asked for is made by tape::tensor x(numbers, tape::requires_grad), or x.requires_grad_()"

// Numbers of any shape on the tape of their thread, with the words of tape::variable:
//
//     tape::tensor w{{1, 2}, {3, 4}};
//     w.requires_grad_();
//     sum(w * w + 1).backward();
//     w.grad();                                 // {{2, 4}, {6, 8}}, a constant tensor
//
// A handle is a pointer: copies are the same tensor, as in PyTorch, and a leaf that changes in place (in a no_grad scope) does so for
// all of them; the record keeps the numbers that it was made of. All operations of the table work number by number, beside numbers,
// variables and tensors of other shapes by NumPy's rules of broadcasting; comparisons give tensors of 0 and 1, without gradients. A tensor of one
// number is a variable where one is wanted. Shapes that do not fit throw std::invalid_argument, what is no longer in the record std::logic_error.
template <class T>
class basic_tensor : public operand {
    static_assert(std::is_same_v<T, double> || std::is_same_v<T, float>, "typegrad::tape: a tensor is of double or float; for derivatives of higher order take tape::variable_of_order");

public:
    using algebra = tensors<T>;
    using value_type = T;

    // The number 0, without axes.
    basic_tensor() : basic_tensor(T(0)) {}
    template <class N>
        requires std::is_arithmetic_v<N>
    basic_tensor(N number) : basic_tensor(uninitialised({})) {
        node_->values[0] = static_cast<T>(number);
    }
    template <class N>
        requires std::is_arithmetic_v<N>
    basic_tensor(N number, requires_grad_t) : basic_tensor(number) {
        requires_grad_();
    }
    basic_tensor(std::initializer_list<detail::nested_list<T>> list) : basic_tensor(detail::nested_list<T>(list)) {}
    basic_tensor(std::initializer_list<detail::nested_list<T>> list, requires_grad_t) : basic_tensor(list) { requires_grad_(); }
    // A vector, of numbers or of variables; .reshape(…) makes other shapes of it.
    template <class Range>
        requires detail::list_of_numbers<Range>
    explicit basic_tensor(Range const& numbers) : basic_tensor(uninitialised({std::distance(std::begin(numbers), std::end(numbers))})) {
        T* into = node_->values.get();
        for (auto const& number : numbers) *into++ = static_cast<T>(number);
    }
    template <class Range>
        requires detail::list_of_variables<Range, T>
    explicit basic_tensor(Range const& variables);
    // A matrix or vector of Eigen's.
    template <class M>
        requires detail::matrix_of_numbers<M>
    explicit basic_tensor(M const& m) : basic_tensor(uninitialised(M::IsVectorAtCompileTime ? extents{m.size()} : extents{m.rows(), m.cols()})) {
        T* into = node_->values.get();
        for (auto i = m.rows() * 0; i < m.rows(); ++i)
            for (auto j = m.cols() * 0; j < m.cols(); ++j) *into++ = static_cast<T>(m.coeff(i, j));
    }
    // The same as a leaf.
    template <class A>
        requires(detail::list_of_numbers<A> || detail::matrix_of_numbers<A>)
    basic_tensor(A const& numbers, requires_grad_t) : basic_tensor(numbers) {
        requires_grad_();
    }
    // Only say so.
    template <std::same_as<bool> a_leaf_is_made_by_tape_requires_grad_in_the_place_of_true>
    basic_tensor(std::initializer_list<detail::nested_list<T>>, a_leaf_is_made_by_tape_requires_grad_in_the_place_of_true) TYPEGRAD_DELETED(TYPEGRAD_NO_LEAF_BY_BOOL)
    template <class A, std::same_as<bool> a_leaf_is_made_by_tape_requires_grad_in_the_place_of_true>
        requires(std::is_arithmetic_v<A> || detail::list_of_numbers<A> || detail::matrix_of_numbers<A>)
    basic_tensor(A const&, a_leaf_is_made_by_tape_requires_grad_in_the_place_of_true) TYPEGRAD_DELETED(TYPEGRAD_NO_LEAF_BY_BOOL)
    template <class Lists, class... Leaf>
        requires detail::list_of_lists<Lists>
    explicit basic_tensor(Lists const&, Leaf const&...) : basic_tensor() {
        static_assert(detail::is_tensor<Lists>, "typegrad::tape: a tensor is made of one list of numbers, tensor(numbers).reshape({2, 3}), or of lists in braces, tensor{{1, 2}, {3, 4}}");
    }
    // The number of a variable, through which derivatives flow.
    basic_tensor(variable<T> const& x);

    basic_tensor(basic_tensor const&) = default;
    basic_tensor(basic_tensor&&) noexcept = default;
    basic_tensor& operator=(basic_tensor const&) & = default;
    basic_tensor& operator=(basic_tensor&&) & noexcept = default;
    // Only says so.
    template <class A>
    void operator=(A const&) && {
        static_assert(std::is_void_v<A>, TYPEGRAD_CHANGED_COPY);
    }

    extents const& shape() const { return node().shape; }
    std::ptrdiff_t size() const { return detail::size_of(shape()); }
    std::ptrdiff_t size(std::ptrdiff_t axis) const { return shape()[detail::axis_of("size", shape(), axis)]; }
    std::ptrdiff_t dim() const { return static_cast<std::ptrdiff_t>(shape().size()); }
    // The numbers, the last axis fastest.
    T const* data() const { return node().values.get(); }
    std::vector<T> to_vector() const { return std::vector<T>(data(), data() + size()); }
    // The one number of a tensor that has no more.
    T item() const {
        if (size() != 1) detail::misfit("item() of a tensor of shape " + detail::written(shape()) + ", which is not one number; index it, or reduce it by sum() or mean()");
        return data()[0];
    }
    template <class N>
        requires std::is_arithmetic_v<N>
    explicit operator N() const {
        if (std::is_same_v<N, bool> && size() != 1)
            detail::misfit("if (x > 0), while or && of a tensor of shape " + detail::written(shape()) +
                           ", of which some numbers may be true and others not; write select(x > 0, a, b) to choose number by number, or ask (x > 0).all() or (x > 0).any()");
        return static_cast<N>(item());
    }
    // Whether a number is not 0, and whether none is.
    bool any() const {
        return std::any_of(data(), data() + size(), [](T const& x) { return x != T(0); });
    }
    bool all() const {
        return std::all_of(data(), data() + size(), [](T const& x) { return x != T(0); });
    }
    // A tensor of one number, as a variable, through which derivatives flow.
    operator variable<T>() const {
        (void)item();
        return variables()[0];
    }
    // Each number as a variable.
    std::vector<variable<T>> variables() const {
        std::vector<variable<T>> numbers(data(), data() + size());
        index const from = find(), count = static_cast<index>(size());
        if (from == 0 || count == 0) return numbers;
        auto step = std::make_unique<detail::numbers_of_array<T>>(from, node().gradient);
        step->outputs = count;
        step->at = current<T>.record_outputs(count, data());
        if (step->at == 0) return numbers;
        for (index k = 0; k < count; ++k) numbers[static_cast<std::size_t>(k)] = variable<T>::recorded(data()[k], current<T>.id_at(step->at + 1 + k));
        current<T>.add_step(std::move(step));
        return numbers;
    }

    // The same numbers as a constant. What passes between threads.
    basic_tensor detach() const { return basic_tensor(shape(), node().values); }
    bool requires_grad() const { return find() != 0; }
    bool is_leaf() const { return node().identity == detail::constant_id || detail::is_leaf(node().identity); }
    // Makes a constant a leaf, or, with false, a leaf a constant; for all copies.
    basic_tensor& requires_grad_(bool wanted = true) {
        auto& n = node();
        if (!is_leaf() && !wanted) detail::fail(name() + " is a recorded value, not a leaf; x.detach() is the same numbers as a constant");
        if (wanted && n.identity == detail::constant_id) {
            n.gradient = std::allocate_shared<detail::array_gradient<T>>(detail::pooled<detail::array_gradient<T>>(), size(), true);
            n.identity = current<T>.make_leaf();
            current<T>.set_array_leaf(n.identity);
        } else if (!wanted && n.identity != detail::constant_id) {
            current<T>.drop(std::exchange(n.identity, detail::constant_id));
            n.gradient.reset();
        }
        return *this;
    }
    // Gives a leaf, and all its copies, other numbers without a new entry. What has been recorded keeps those that it was made of.
    void set_value(basic_tensor const& value) {
        check_own();
        if (!is_leaf()) detail::fail(name() + " is a recorded value, not a leaf, and does not change; write x = …");
        if (value.shape() != shape()) detail::misfit("in place", shape(), value.shape(), "what changes in place keeps its shape");
        node().values = value.node().values;
        node().is_form = false;
    }

    // Of a leaf what all backward() calls since the last zero_grad() have added; of a recorded value what has been kept since
    // retain_grad().
    basic_tensor grad() const {
        auto const& n = node();
        if (n.identity == detail::constant_id) detail::fail(name() + " has no gradient, since it does not require one; make it a leaf: x.requires_grad_()");
        check_own();
        if (detail::is_leaf(n.identity)) return basic_tensor(n.shape, detail::touched_zeros(size(), n.gradient->get()));
        if (!n.gradient->keeps())
            detail::fail(name() + " has been computed from others, it is no leaf, and backward() keeps the gradients of leaves only; call x.retain_grad() before, or, if it "
                                  "was meant to stay a leaf while x -= step changed it, do that in a scope of its own: { tape::no_grad const updating; x -= step; }");
        return basic_tensor(n.shape, detail::touched_zeros(size(), n.gradient->kept()));
    }
    void zero_grad() {
        auto const& n = node();
        if (n.identity == detail::constant_id) return;
        check_own();
        if (detail::is_leaf(n.identity)) n.gradient->clear();
        else n.gradient->clear_kept();
    }
    // Gives a leaf another gradient, as who clips it does.
    void set_grad(basic_tensor const& value) {
        auto const& n = node();
        if (n.identity == detail::constant_id) detail::fail(name() + " has no gradient, since it does not require one; make it a leaf: x.requires_grad_()");
        check_own();
        if (!is_leaf()) detail::fail(name() + " is a recorded value, not a leaf; what its gradient is to be in a sweep a hook says: x.register_hook(f)");
        if (value.shape() != shape()) detail::misfit("set_grad", shape(), value.shape(), "a gradient has the shape of what it is for");
        n.gradient->set(value.data());
    }
    void retain_grad() const {
        if (find() > 0) node().gradient->keep();
    }

    // Calls f(gradient) when a sweep has this tensor's gradient complete, before it is used or added. What f returns, if anything, takes its
    // place.
    template <class F>
    void register_hook(F f) const {
        struct calling final : detail::array_gradient<T>::hook {
            F function;
            explicit calling(F g) : function(std::move(g)) {}
            void look_at(basic_tensor& gradient) override {
                if constexpr (std::is_void_v<decltype(function(gradient))>) function(std::as_const(gradient));
                else gradient = basic_tensor(function(std::as_const(gradient)));
            }
        };
        // Has the arena look at a leaf.
        struct of_leaf final : detail::gradient_hook<T> {
            std::shared_ptr<detail::array_gradient<T>> gradient;
            extents shape;
            std::vector<detail::owned_array<T>> before{};  // one a sweep: a recorded function may sweep while it is swept over
            of_leaf(std::shared_ptr<detail::array_gradient<T>> g, extents s) : gradient(std::move(g)), shape(std::move(s)) {}
            T operator()(T const& x) override { return x; }
            void before_sweep() override { before.push_back(gradient->begin_anew()); }
            void look() override {
                if (gradient->get()) gradient->run_hooks(shape);
            }
            void after_sweep(bool is_complete) noexcept override {
                if (!is_complete) gradient->clear();
                gradient->add_to(std::move(before.back()));
                before.pop_back();
            }
        };
        if (find() == 0) detail::fail(name() + " does not require grad, so that a hook on it would never be called; make it a leaf: x.requires_grad_()");
        auto const& n = node();
        if (is_leaf() && n.gradient->hooks.empty()) current<T>.add_leaf_hook(n.identity, std::make_shared<of_leaf>(n.gradient, n.shape));
        n.gradient->hooks.push_back(std::make_unique<calling>(std::move(f)));
    }

    // Sweeps back from one number, or, with a seed of its own shape, from all of them; then releases the record.
    void backward() const { backward(one()); }
    void backward(retain_graph_t) const { backward(one(), retain_graph); }
    // Only says so.
    template <class... A>
        requires(std::same_as<A, bool> || ...)
    void backward(A const&...) const {
        static_assert(sizeof...(A) == 0, TYPEGRAD_BOOL_IS_NO_SEED);
    }
    void backward(basic_tensor const& seed) const {
        backward(seed, retain_graph);
        current<T>.release();
    }
    void backward(basic_tensor const& seed, retain_graph_t) const {
        detail::sweep_back<T>({this, 1}, {&seed, 1});
    }
    void backward(create_graph_t) const {
        static_assert(sizeof(T) == 0, "typegrad::tape: x.grad() of a tensor is numbers; gradients that are to be differentiated again are given by tape::grad(y, x, tape::create_graph)");
    }

    // tape/tensor/indexing.hpp
    basic_tensor reshape(extents shape) const;
    basic_tensor flatten() const { return reshape({-1}); }
    basic_tensor squeeze() const;
    basic_tensor squeeze(std::ptrdiff_t axis) const;
    basic_tensor unsqueeze(std::ptrdiff_t axis) const;
    basic_tensor transpose() const;
    basic_tensor transpose(std::ptrdiff_t axis, std::ptrdiff_t other) const;
    basic_tensor permute(extents const& axes) const;
    basic_tensor broadcast_to(extents const& shape) const;
    basic_tensor select(std::ptrdiff_t axis, std::ptrdiff_t i) const;
    basic_tensor slice(std::ptrdiff_t axis, range const& along) const;
    template <class Indices>
    basic_tensor index_select(std::ptrdiff_t axis, Indices const& indices) const;
    basic_tensor operator[](std::ptrdiff_t i) const { return select(0, i); }
    // x(1, tape::every, tape::range{2, 5}): an index, or part of an axis, for each of the first axes.
    template <class... Index>
    basic_tensor operator()(Index const&... along) const;

    // Operations of the table, called on the tensor: x.exp() is exp(x).
    basic_tensor abs() const;
    basic_tensor exp() const;
    basic_tensor log() const;
    basic_tensor sqrt() const;
    basic_tensor square() const;
    basic_tensor sin() const;
    basic_tensor cos() const;
    basic_tensor tanh() const;
    basic_tensor sigmoid() const;
    basic_tensor relu() const;
    basic_tensor pow(basic_tensor const& exponent) const;
    basic_tensor clamp(basic_tensor const& low, basic_tensor const& high) const;

    // tape/tensor/reductions.hpp: of all numbers, or along axes.
#define TYPEGRAD_REDUCTION(name)                                         \
    basic_tensor name() const;                                           \
    basic_tensor name(axes const& along) const;                          \
    basic_tensor name(axes const& along, keepdim_t) const;               \
    template <class Axes, std::same_as<bool> Keep>                       \
    basic_tensor name(Axes const&, Keep) const {                         \
        static_assert(std::is_void_v<Axes>, TYPEGRAD_KEEPDIM_IS_NO_BOOL); \
        return {};                                                       \
    }
    TYPEGRAD_REDUCTION(sum)
    TYPEGRAD_REDUCTION(mean)
    TYPEGRAD_REDUCTION(prod)
    TYPEGRAD_REDUCTION(max)
    TYPEGRAD_REDUCTION(min)
    TYPEGRAD_REDUCTION(var)
#undef TYPEGRAD_REDUCTION
    basic_tensor norm() const;
    basic_tensor cumsum(std::ptrdiff_t axis) const;
    basic_tensor softmax(std::ptrdiff_t axis = -1) const;
    basic_tensor log_softmax(std::ptrdiff_t axis = -1) const;
    // Where along the axis the largest numbers are, the first of equals; NaN is the largest.
    std::vector<std::ptrdiff_t> argmax(std::ptrdiff_t axis = -1) const;
    // The same of the smallest.
    std::vector<std::ptrdiff_t> argmin(std::ptrdiff_t axis = -1) const;

    // tape/tensor/products.hpp
    basic_tensor matmul(basic_tensor const& other) const;
    basic_tensor dot(basic_tensor const& other) const;

    // For the operations.
    basic_tensor(extents shape, detail::array<T> values, id made = detail::constant_id, std::shared_ptr<detail::array_gradient<T>> gradient = nullptr, bool is_form = false)
        : node_(std::allocate_shared<detail::array_node<T>>(detail::pooled<detail::array_node<T>>(), std::move(shape), std::move(values), made, std::move(gradient), is_form)) {}
    index find() const { return current<T>.find(node().identity); }
    id identity() const { return node().identity; }
    detail::array_operand<T> as_operand() const {
        auto const& n = node();
        index const at = find();
        return {n.shape, n.values, T(0), at, at == 0 ? nullptr : n.gradient, n.is_form};
    }
    std::shared_ptr<detail::array_gradient<T>> const& gradient() const { return node().gradient; }
    // For rules of which the numbers are tensors (tape/tensor/second_order.hpp).
    static kink_policy kinks() { return current_kinks; }
    static constexpr int sweeps_to_come() { return 1; }
    // In a no_grad scope a leaf changes in place; elsewhere x += y is x = x + y.
    basic_tensor& become(basic_tensor const& changed) {
        if (!detail::modes.recording && detail::is_leaf(node().identity)) set_value(changed);
        else *this = changed;
        return *this;
    }

private:
    static basic_tensor uninitialised(extents const& shape) { return basic_tensor(shape, detail::new_array<T>(detail::size_of(shape))); }
    explicit basic_tensor(detail::nested_list<T> const& list) : basic_tensor(uninitialised(list.shape())) {
        T* into = node_->values.get();
        list.copy(into);
    }
    detail::array_node<T>& node() const {
        if (!node_) detail::fail("a tensor is used after std::move(); use what it was moved to, or copy it");
        return *node_;
    }
    basic_tensor one() const {
        if (size() != 1)
            detail::misfit("backward() of a tensor of shape " + detail::written(shape()) + ", which is not one number; reduce it by sum() or mean(), or pass a seed of that shape");
        return ones_like(*this);
    }
    void check_own() const {
        if (!current<T>.is_own(node().identity)) (void)find();
    }
    std::string name() const { return "the tensor of shape " + detail::written(shape()); }

    std::shared_ptr<detail::array_node<T>> node_;
};

namespace detail {
    template <class T>
    void array_gradient<T>::run_hooks(extents const& shape) {
        basic_tensor<T> const before(shape, touched_zeros(size_, sum_.get()));
        basic_tensor<T> gradient = before;
        for (std::size_t k = 0, count = hooks.size(); k < count; ++k) hooks[k]->look_at(gradient);  // one may register another one
        if (gradient.shape() != shape) misfit("what a hook gives", shape, gradient.shape(), "a gradient has the shape of what it is for");
        if (gradient.data() != before.data()) std::copy_n(gradient.data(), size_, sum_.get());
    }
}

// An array of any shape, known at run time: a handle, whose copies are the same tensor. Operations on it are one entry of the record each.
using tensor = basic_tensor<double>;

template <class T>
variable(basic_tensor<T>) -> variable<T>;

#define TYPEGRAD_TENSOR_BECOMES(symbol)                                                                  \
    template <class T, class B>                                                                          \
        requires operands<basic_tensor<T>, B>                                                            \
    basic_tensor<T>& operator symbol##=(basic_tensor<T>& a, B const& b) {                                \
        return a.become(a symbol b);                                                                     \
    }                                                                                                    \
    template <class T>                                                                                   \
    variable<T>& operator symbol##=(variable<T>& a, basic_tensor<T> const& b) {                          \
        return a.become(variable<T>(a symbol b));                                                        \
    }
TYPEGRAD_TENSOR_BECOMES(+)
TYPEGRAD_TENSOR_BECOMES(-)
TYPEGRAD_TENSOR_BECOMES(*)
TYPEGRAD_TENSOR_BECOMES(/)
#undef TYPEGRAD_TENSOR_BECOMES

// Only say so. (No macro: clang would explain it in three lines more.)
template <class T, class B>
void operator+=(basic_tensor<T>&&, B const&) {
    static_assert(std::is_void_v<B>, TYPEGRAD_CHANGED_COPY);
}
template <class T, class B>
void operator-=(basic_tensor<T>&&, B const&) {
    static_assert(std::is_void_v<B>, TYPEGRAD_CHANGED_COPY);
}
template <class T, class B>
void operator*=(basic_tensor<T>&&, B const&) {
    static_assert(std::is_void_v<B>, TYPEGRAD_CHANGED_COPY);
}
template <class T, class B>
void operator/=(basic_tensor<T>&&, B const&) {
    static_assert(std::is_void_v<B>, TYPEGRAD_CHANGED_COPY);
}

// A tensor of this shape, all of whose numbers are `value`.
template <class T = double>
basic_tensor<T> full(extents const& shape, T value) {
    auto const size = detail::size_of(shape);
    auto values = detail::new_array<T>(size);
    std::fill_n(values.get(), size, value);
    return basic_tensor<T>(shape, std::move(values));
}
// A tensor of zeros.
template <class T = double>
basic_tensor<T> zeros(extents const& shape) {
    return full<T>(shape, T(0));
}
// A tensor of ones.
template <class T = double>
basic_tensor<T> ones(extents const& shape) {
    return full<T>(shape, T(1));
}

// The same in the shape of x.
template <class T>
basic_tensor<T> full_like(basic_tensor<T> const& x, std::type_identity_t<T> value) {
    return full<T>(x.shape(), value);
}
template <class T>
basic_tensor<T> zeros_like(basic_tensor<T> const& x) {
    return zeros<T>(x.shape());
}
template <class T>
basic_tensor<T> ones_like(basic_tensor<T> const& x) {
    return ones<T>(x.shape());
}
// A tensor of this shape of what f() gives, called for one number after the other: tape::generate({2, 3}, [&] { return normal(generator); }).
template <class T = double, class F>
    requires std::is_invocable_v<F&>
basic_tensor<T> generate(extents const& shape, F f) {
    auto const size = detail::size_of(shape);
    auto values = detail::new_array<T>(size);
    for (std::ptrdiff_t i = 0; i < size; ++i) values[i] = static_cast<T>(f());
    return basic_tensor<T>(shape, std::move(values));
}
// 0, 1, …, n-1.
template <class T = double>
basic_tensor<T> arange(std::ptrdiff_t n) {
    auto const size = detail::size_of({n});
    auto values = detail::new_array<T>(size);
    for (std::ptrdiff_t i = 0; i < size; ++i) values[i] = static_cast<T>(i);
    return basic_tensor<T>({n}, std::move(values));
}
// n numbers from first to last, both among them, equally far apart.
template <class T = double>
basic_tensor<T> linspace(std::type_identity_t<T> first, std::type_identity_t<T> last, std::ptrdiff_t n) {
    auto const size = detail::size_of({n});
    auto values = detail::new_array<T>(size);
    for (std::ptrdiff_t i = 0; i < size; ++i) values[i] = i == 0 ? first : i == n - 1 ? last : first + (last - first) * (static_cast<T>(i) / static_cast<T>(n - 1));
    return basic_tensor<T>({n}, std::move(values));
}
// The identity matrix.
template <class T = double>
basic_tensor<T> eye(std::ptrdiff_t n) {
    auto const size = detail::size_of({n, n});
    auto values = detail::new_array<T>(size);
    for (std::ptrdiff_t i = 0; i < size; ++i) values[i] = i % (n + 1) == 0 ? T(1) : T(0);
    return basic_tensor<T>({n, n}, std::move(values));
}

// The gradients of y, one number, by tensors. No leaf's grad() changes, and the record stays.
template <class T>
std::vector<basic_tensor<T>> grad(basic_tensor<T> const& y, std::vector<basic_tensor<T>> const& by) {
    index const at = y.find();
    for (auto const& x : by)
        if (x.find() == 0) detail::fail("grad(y, x) of an x that does not require grad; make it a leaf: x.requires_grad_()");
    if (y.size() != 1) detail::misfit("grad(y, x) of a y of shape " + detail::written(y.shape()) + ", which is not one number; reduce it by sum() or mean()");
    std::vector<basic_tensor<T>> gradients;
    {
        detail::gradients_apart<T> const apart;
        struct keeping {
            std::vector<std::unique_ptr<typename detail::array_gradient<T>::keeping_anew>> all;
            ~keeping() {
                while (!all.empty()) all.pop_back();
            }
        } kept;
        for (auto const& x : by) {
            if (x.is_leaf()) (void)x.gradient()->open();
            kept.all.push_back(std::make_unique<typename detail::array_gradient<T>::keeping_anew>(x.gradient(), !x.is_leaf()));
        }
        if (at != 0) y.backward(retain_graph);
        for (auto const& x : by) gradients.emplace_back(x.shape(), detail::touched_zeros(x.size(), x.is_leaf() ? x.gradient()->get() : x.gradient()->kept()));
    }
    return gradients;
}
template <class T>
basic_tensor<T> grad(basic_tensor<T> const& y, basic_tensor<T> const& by) {
    return grad(y, std::vector{by})[0];
}
template <class T>
std::vector<basic_tensor<T>> grad(basic_tensor<T> const& y, std::initializer_list<basic_tensor<T>> by) {
    return grad(y, std::vector<basic_tensor<T>>(by));
}
template <class T>
std::vector<basic_tensor<T>> grad(variable<T> const& y, std::vector<basic_tensor<T>> const& by) {
    return grad(basic_tensor<T>(y), by);
}
template <class T>
basic_tensor<T> grad(variable<T> const& y, basic_tensor<T> const& by) {
    return grad(basic_tensor<T>(y), by);
}

namespace detail {
    template <class T>
    void sweep_back(std::span<basic_tensor<T> const> results, std::span<basic_tensor<T> const> seeds) {
        if (seeds.size() != results.size()) misfit("backward() of " + std::to_string(results.size()) + " tensors with " + std::to_string(seeds.size()) + " seeds");
        index last = 0, lowest = std::numeric_limits<index>::max();
        for (std::size_t k = 0; k < results.size(); ++k) {
            if (seeds[k].shape() != results[k].shape()) misfit("backward(seed)", results[k].shape(), seeds[k].shape(), "a seed has the shape of what it is for");
            index const at = results[k].find();
            if (at > 0) last = std::max(last, at), lowest = std::min(lowest, at);
        }
        if (std::all_of(results.begin(), results.end(), [](auto const& y) { return y.find() == 0; })) return;
        index const first = current<T>.begin_of_sweep(last, lowest);
        typename arena<T>::all_or_nothing whole(current<T>, last, first);
        for (auto const& y : results)
            if (y.find() < 0) y.gradient()->keep_before_sweep(whole.others);
        // Leaves first: their hooks may throw.
        for (bool const of_leaves : {true, false})
            for (std::size_t k = 0; k < results.size(); ++k) {
                if (index const at = results[k].find(); at == 0 || (at < 0) != of_leaves) continue;
                auto& gradient = *results[k].gradient();
                bool const is_hooked = of_leaves && !gradient.hooks.empty();
                auto before = is_hooked ? gradient.begin_anew() : nullptr;
                T* const into = gradient.open();
                for (std::ptrdiff_t i = 0; i < seeds[k].size(); ++i) into[i] += seeds[k].data()[i];
                if (is_hooked) gradient.run_hooks(results[k].shape()), gradient.add_to(std::move(before));
            }
        if (last > 0) current<T>.sweep(last, first);
        whole.complete();
    }
}

// Sweeps back from several tensors at once, each with a seed of its shape, or each of them one number.
template <class T>
void backward(std::vector<basic_tensor<T>> const& results, std::vector<basic_tensor<T>> const& seeds, retain_graph_t) {
    detail::sweep_back<T>(results, seeds);
}
template <class T>
void backward(std::vector<basic_tensor<T>> const& results, std::vector<basic_tensor<T>> const& seeds) {
    backward(results, seeds, retain_graph);
    current<T>.release();
}
template <class T>
void backward(std::vector<basic_tensor<T>> const& results) {
    std::vector<basic_tensor<T>> seeds;
    for (auto const& y : results) (void)y.item(), seeds.push_back(ones_like(y));
    backward(results, seeds);
}
template <class T>
void backward(std::initializer_list<basic_tensor<T>> results) {
    backward(std::vector<basic_tensor<T>>(results));
}
template <class T>
void backward(std::initializer_list<basic_tensor<T>> results, std::initializer_list<basic_tensor<T>> seeds) {
    backward(std::vector<basic_tensor<T>>(results), std::vector<basic_tensor<T>>(seeds));
}
template <class T>
void backward(std::initializer_list<basic_tensor<T>> results, std::initializer_list<basic_tensor<T>> seeds, retain_graph_t) {
    backward(std::vector<basic_tensor<T>>(results), std::vector<basic_tensor<T>>(seeds), retain_graph);
}
template <class T>
void backward(std::initializer_list<basic_tensor<T>> results, retain_graph_t) {
    std::vector<basic_tensor<T>> seeds;
    for (auto const& y : results) (void)y.item(), seeds.push_back(ones_like(y));
    backward(std::vector<basic_tensor<T>>(results), seeds, retain_graph);
}

// As nested lists.
template <class Character, class Traits, class T>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out, basic_tensor<T> const& x) {
    auto const& shape = x.shape();
    if (shape.empty()) return out << x.data()[0];
    if (shape[0] == 0) return out << "[]";
    for (std::ptrdiff_t i = 0; i < shape[0]; ++i) out << (i > 0 ? ", " : "[") << x.detach()[i];
    return out << "]";
}

}
