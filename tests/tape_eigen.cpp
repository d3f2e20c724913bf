// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen's decompositions on the tape, beside differences; with zeros planted in every entry, where Eigen's own algorithms leave out
// work, and at second order.
#define BOOST_TEST_MODULE typegrad_tape_eigen
#include <boost/test/unit_test.hpp>

#include <typegrad/eigen.hpp>
#include <typegrad/tape.hpp>

#include <Eigen/Dense>
#include <unsupported/Eigen/MatrixFunctions>

#include <cmath>
#include <complex>
#include <cstddef>
#include <functional>
#include <tuple>
#include <type_traits>

namespace {

namespace tape = typegrad::tape;
using variable = tape::variable<double>;
using matrix = Eigen::Matrix<variable, Eigen::Dynamic, Eigen::Dynamic>;
using column = Eigen::Matrix<variable, Eigen::Dynamic, 1>;

// A function of numbers, and of variables: with types of its own, for what follows not to be compiled for each.
struct of_both {
    std::function<double(Eigen::MatrixXd const&, Eigen::VectorXd const&)> numbers;
    std::function<variable(matrix const&, column const&)> variables;

    of_both(auto f) : numbers(f), variables(f) {}
    double operator()(Eigen::MatrixXd const& a, Eigen::VectorXd const& b) const { return numbers(a, b); }
    variable operator()(matrix const& a, column const& b) const { return variables(a, b); }
};

// The largest difference between the derivatives by all entries and differences.
double worst(Eigen::MatrixXd const& a, Eigen::VectorXd const& b, of_both const& f) {
    matrix ta(a.rows(), a.cols());
    column tb(b.size());
    for (int i = 0; i < a.rows(); ++i)
        for (int j = 0; j < a.cols(); ++j) ta(i, j) = variable(a(i, j), tape::requires_grad);
    for (int i = 0; i < b.size(); ++i) tb(i) = variable(b(i), tape::requires_grad);
    variable const r = f(ta, tb);
    BOOST_TEST(std::abs(r.value() - f(a, b)) < 1e-12 * (1 + std::abs(r.value())));
    r.backward();
    double const h = 1e-5;
    double error = 0;
    auto const compare = [&](double got, double above, double below) { error = std::fmax(error, std::isnan(got) ? 1e300 : std::abs(got - (above - below) / (2 * h))); };
    for (int i = 0; i < a.rows(); ++i)
        for (int j = 0; j < a.cols(); ++j) {
            Eigen::MatrixXd p = a, m = a;
            p(i, j) += h, m(i, j) -= h;
            compare(ta(i, j).grad(), f(p, b), f(m, b));
        }
    for (int i = 0; i < b.size(); ++i) {
        Eigen::VectorXd p = b, m = b;
        p(i) += h, m(i) -= h;
        compare(tb(i).grad(), f(a, p), f(a, m));
    }
    return error;
}

// At a well-conditioned matrix, at it with a zero in each entry in turn, and with right-hand sides that have zeros.
void check(char const* name, Eigen::MatrixXd const& a, of_both const& f) {
    Eigen::VectorXd const none = Eigen::VectorXd::Zero(a.rows());
    Eigen::VectorXd some = Eigen::VectorXd::LinSpaced(a.rows(), 1, 2);
    BOOST_TEST(worst(a, none, f) < 1e-7, name << ", right-hand side 0");
    BOOST_TEST(worst(a, some, f) < 1e-7, name);
    for (int i = 0; i < a.rows(); ++i)
        for (int j = 0; j < a.cols(); ++j) {
            Eigen::MatrixXd planted = a;
            planted(i, j) = 0;
            if (i < a.cols() && j < a.rows() && i != j) planted(j, i) = 0;
            if (i == j) planted(i, j) = a(i, j);
            Eigen::VectorXd sparse = none;
            sparse(j % a.rows()) = 1;
            BOOST_TEST(worst(planted, sparse, f) < 1e-7, name << ", 0 in entry " << i << ", " << j);
        }
    if (a.rows() == a.cols()) {
        Eigen::MatrixXd const diagonal = a.diagonal().asDiagonal();
        BOOST_TEST(worst(diagonal, some, f) < 1e-7, name << ", diagonal");
    }
}

Eigen::MatrixXd full() {
    Eigen::MatrixXd a(4, 4);
    a << 4, 1, 0.5, -1, 1.5, 3, 0.25, 0.5, 0.5, 2, 5, 1, -0.5, 0.75, 1, 6;
    return a;
}
Eigen::MatrixXd tall() {
    Eigen::MatrixXd a(4, 3);
    a << 4, 1, 0.5, 1.5, 3, 0.25, 0.5, 2, 5, -0.5, 0.75, 1;
    return a;
}
constexpr auto symmetric = [](auto const& a) { return (0.5 * (a + a.transpose())).eval(); };
// Not all weights alike: a mistake in an index would not show.
constexpr auto weighed = [](auto const& x) {
    auto sum = 0 * x(0, 0);
    for (int i = 0; i < x.rows(); ++i)
        for (int j = 0; j < x.cols(); ++j) sum += (1 + i - 0.5 * j) * x(i, j);
    return sum;
};

}

BOOST_AUTO_TEST_CASE(square_systems) {
    check("partialPivLu", full(), [](auto const& a, auto const& b) { return weighed(a.partialPivLu().solve(b).eval()); });
    check("fullPivLu", full(), [](auto const& a, auto const& b) { return weighed(a.fullPivLu().solve(b).eval()); });
    check("householderQr", full(), [](auto const& a, auto const& b) { return weighed(a.householderQr().solve(b).eval()); });
    check("llt", full(), [](auto const& a, auto const& b) { return weighed(symmetric(a).llt().solve(b).eval()); });
    check("ldlt", full(), [](auto const& a, auto const& b) { return weighed(symmetric(a).ldlt().solve(b).eval()); });
    check("lower llt", full(), [](auto const& a, auto const& b) { return weighed(a.llt().solve(b).eval()); });
    check("upper llt", full(), [](auto const& a, auto const& b) { return weighed(a.template selfadjointView<Eigen::Upper>().llt().solve(b).eval()); });
    check("matrixL", full(), [](auto const& a, auto const& b) {
        using plain = std::remove_cvref_t<decltype(a.eval())>;
        plain const l = symmetric(a).llt().matrixL();
        return weighed(l) + 0 * b(0);
    });
    check("matrixL().solve, matrixU", full(), [](auto const& a, auto const& b) {
        auto const f = symmetric(a).llt();
        return weighed(f.matrixL().solve(b).eval()) + weighed(f.matrixU().solve(b).eval());
    });
    // With pivots, since the diagonal is not in descending order.
    check("vectorD, matrixL of ldlt", full(), [](auto const& a, auto const& b) {
        using plain = std::remove_cvref_t<decltype(a.eval())>;
        auto const f = symmetric(a).ldlt();
        plain const l = f.matrixL();
        return weighed(l) + weighed(f.vectorD().eval()) + 0 * b(0);
    });
    check("triangular", full(), [](auto const& a, auto const& b) { return weighed(a.template triangularView<Eigen::Lower>().solve(b).eval()); });
    check("complex", full(), [](auto const& a, auto const& b) {
        using complex = std::complex<std::remove_cvref_t<decltype(0 * b(0))>>;
        Eigen::Matrix<complex, Eigen::Dynamic, Eigen::Dynamic> c(4, 4);
        Eigen::Matrix<complex, Eigen::Dynamic, 1> right(4);
        for (int i = 0; i < 4; ++i) {
            for (int j = 0; j < 4; ++j) c(i, j) = complex(a(i, j), i == j ? 1.0 : 0.0);
            right(i) = complex(b(i), 0.0);
        }
        Eigen::Matrix<complex, Eigen::Dynamic, 1> const x = c.partialPivLu().solve(right);
        return x(0).real() + 2 * x(1).imag() + 3 * x(3).real();
    });
    check("upper with ones", full(), [](auto const& a, auto const& b) { return weighed(a.transpose().template triangularView<Eigen::UnitUpper>().solve(b).eval()); });
}

// Of numbers of every kind: a substitution that skips a 0 skips its derivatives of all orders.
template <class T>
void check_substitution(auto const& number_of) {
    Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> a(2, 2);
    Eigen::Matrix<T, Eigen::Dynamic, 1> b(2);
    a << T(2), T(0), T(1), T(4);
    b << T(0, tape::requires_grad), T(1);
    Eigen::Matrix<T, Eigen::Dynamic, 1> const x = a.template triangularView<Eigen::Lower>().solve(b);
    auto const slope = tape::grad(T(x(1) * x(1) + x(0)), b(0), tape::create_graph);
    BOOST_TEST(number_of(slope) == 0.5 - 2 * 0.25 * 0.125);
    BOOST_TEST(number_of(tape::grad(slope, b(0).value())) == 2 * 0.125 * 0.125);
}
BOOST_AUTO_TEST_CASE(substitution_in_kinds_of_numbers) {
    check_substitution<tape::variable<tape::variable<float>>>([](auto const& x) { return static_cast<double>(static_cast<float>(x)); });
}

// What is not differentiable there says so: a solution that is linear in b and jumps with a, and one of a decomposition that has failed.
BOOST_AUTO_TEST_CASE(ranks_that_are_not_full) {
    auto const slopes = [](Eigen::Matrix2d const& numbers, auto solve) {
        matrix a(2, 2);
        column b(2);
        for (int i = 0; i < 2; ++i)
            for (int j = 0; j < 2; ++j) a(i, j) = variable(numbers(i, j), tape::requires_grad);
        b << variable(2.0, tape::requires_grad), variable(2.0, tape::requires_grad);
        variable(solve(a, b)(0)).backward();
        return std::array{a(0, 0).grad(), a(1, 0).grad(), b(0).grad(), b(1).grad()};
    };
    Eigen::Matrix2d const ones = Eigen::Matrix2d::Ones();
    auto const one = [](auto solve) { return std::array{solve(Eigen::Vector2d(1, 0))(0), solve(Eigen::Vector2d(0, 1))(0)}; };
    auto const is_right = [](std::array<double, 4> const& got, std::array<double, 2> const& by_b) {
        BOOST_TEST((std::isnan(got[0]) && std::isnan(got[1])));
        BOOST_TEST((std::abs(got[2] - by_b[0]) < 1e-14 && std::abs(got[3] - by_b[1]) < 1e-14));
    };
    is_right(slopes(ones, [](auto const& a, auto const& b) { return a.colPivHouseholderQr().solve(b).eval(); }), one([&](auto const& b) { return ones.colPivHouseholderQr().solve(b).eval(); }));
    is_right(slopes(ones, [](auto const& a, auto const& b) { return a.fullPivHouseholderQr().solve(b).eval(); }), one([&](auto const& b) { return ones.fullPivHouseholderQr().solve(b).eval(); }));
    is_right(slopes(ones, [](auto const& a, auto const& b) { return a.completeOrthogonalDecomposition().solve(b).eval(); }),
             one([&](auto const& b) { return ones.completeOrthogonalDecomposition().solve(b).eval(); }));
    is_right(slopes(ones, [](auto const& a, auto const& b) { return a.ldlt().solve(b).eval(); }), one([&](auto const& b) { return ones.ldlt().solve(b).eval(); }));
    Eigen::Matrix2d const indefinite{{1, 2}, {2, 1}};
    BOOST_TEST(std::isnan(slopes(indefinite, [](auto const& a, auto const& b) { return a.llt().solve(b).eval(); })[0]));
    BOOST_TEST(std::isnan(slopes(indefinite, [](auto const& a, auto const&) { return matrix(a.llt().matrixL()).col(0).eval(); })[0]));
    BOOST_TEST(std::abs(slopes(indefinite, [](auto const& a, auto const& b) { return a.ldlt().solve(b).eval(); })[2] + 1.0 / 3) < 1e-14);
}

BOOST_AUTO_TEST_CASE(inverses_and_determinants) {
    check("inverse", full(), [](auto const& a, auto const& b) { return weighed((a.inverse() * b).eval()) + weighed(a.inverse().eval()); });
    check("determinant", full(), [](auto const& a, auto const& b) { return a.determinant() * b(0); });
    Eigen::MatrixXd singular = full();
    singular.row(1) = singular.row(0);
    BOOST_TEST(worst(singular, Eigen::VectorXd::Ones(4), [](auto const& a, auto const& b) { return a.determinant() * b(0); }) < 1e-6);
}

BOOST_AUTO_TEST_CASE(least_squares) {
    check("householderQr", tall(), [](auto const& a, auto const& b) { return weighed(a.householderQr().solve(b).eval()); });
    check("colPivHouseholderQr", tall(), [](auto const& a, auto const& b) { return weighed(a.colPivHouseholderQr().solve(b).eval()); });
    check("completeOrthogonalDecomposition", tall(), [](auto const& a, auto const& b) { return weighed(a.completeOrthogonalDecomposition().solve(b).eval()); });
    auto const by_svd = [](auto const& a, auto const& b) { return weighed(a.jacobiSvd(Eigen::ComputeThinU | Eigen::ComputeThinV).solve(b).eval()); };
    check("jacobiSvd", tall(), by_svd);
    check("jacobiSvd, square", full(), by_svd);
    check("jacobiSvd, of fewer equations", Eigen::MatrixXd(tall().transpose()), by_svd);
    matrix const of_variables(tall().cast<variable>());
    BOOST_TEST(weighed(of_variables.bdcSvd(Eigen::ComputeThinU | Eigen::ComputeThinV).solve(column::Ones(4)).eval()).value() == weighed(of_variables.jacobiSvd().solve(column::Ones(4)).eval()).value());
    // Of less than full rank the solution has no derivative by the matrix.
    matrix singular = matrix::Ones(3, 2);
    singular(0, 0).requires_grad_();
    auto const svd = singular.jacobiSvd(Eigen::ComputeThinU | Eigen::ComputeThinV);
    weighed(svd.solve(column::Ones(3)).eval()).backward();
    BOOST_TEST((svd.rank() == 1 && std::isnan(singular(0, 0).grad())));
    BOOST_CHECK_THROW((void)matrix(matrix::Ones(2, 3)).householderQr(), std::logic_error);
    // Twice: the adjoint by variables.
    auto const f = [](auto const& v) {
        using scalar = std::remove_cvref_t<decltype(v[0])>;
        Eigen::Matrix<scalar, Eigen::Dynamic, Eigen::Dynamic> a(2, 3);
        for (int i = 0; i < 6; ++i) a(i / 3, i % 3) = v[static_cast<std::size_t>(i)];
        Eigen::Matrix<scalar, Eigen::Dynamic, 1> b(2), c(3);
        b << v[0], scalar(2);
        c << v[1], scalar(2), v[5];
        return weighed(a.jacobiSvd(Eigen::ComputeThinU | Eigen::ComputeThinV).solve(b).eval()) * weighed(a.transpose().eval().jacobiSvd(Eigen::ComputeThinU | Eigen::ComputeThinV).solve(c).eval());
    };
    std::array<double, 6> const at{2, 0.5, -1, 0, 3, 1};
    auto const h = tape::hessian(f)(at);
    for (std::size_t j = 0; j < 6; ++j) {
        auto above = at, below = at;
        above[j] += 1e-5, below[j] -= 1e-5;
        auto const p = tape::gradient(f)(above), m = tape::gradient(f)(below);
        for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(std::abs(h[i][j] - (p[i] - m[i]) / 2e-5) < 1e-6);
    }
}

BOOST_AUTO_TEST_CASE(spectra) {
    check("eigenvalues", full(), [](auto const& a, auto const& b) { return weighed(symmetric(a).template selfadjointView<Eigen::Lower>().eigenvalues().eval()) + 0 * b(0); });
    auto const projector = [](auto const& a, auto const& b) {
        using plain = std::remove_cvref_t<decltype(a.eval())>;
        Eigen::SelfAdjointEigenSolver<plain> const solver(symmetric(a));
        auto const v = solver.eigenvectors().col(3).eval();  // up to its sign
        return weighed((v * v.transpose()).eval()) + 0 * b(0);
    };
    BOOST_TEST(worst(full(), Eigen::VectorXd::Zero(4), projector) < 1e-7);
    check("singular values", tall(), [](auto const& a, auto const& b) { return weighed(a.jacobiSvd().singularValues().eval()) + 0 * b(0); });
    // Singular vectors, up to their signs, and the rotation nearest to a matrix.
    auto const vectors = [](auto const& a, auto const& b) {
        auto const svd = a.jacobiSvd(Eigen::ComputeThinU | Eigen::ComputeThinV);
        auto const u = svd.matrixU().eval(), v = svd.matrixV().eval();
        return weighed((u * v.transpose()).eval()) + weighed((u.col(1) * u.col(1).transpose()).eval()) + 2 * weighed((v.col(0) * v.col(0).transpose()).eval()) + 0 * b(0);
    };
    for (Eigen::MatrixXd const& a : {tall(), full(), Eigen::MatrixXd(tall().transpose())}) BOOST_TEST(worst(a, Eigen::VectorXd::Zero(4), vectors) < 1e-6);
    BOOST_CHECK_THROW((void)matrix(tall().cast<variable>()).jacobiSvd(Eigen::ComputeFullU).matrixU(), std::logic_error);
}

// A node's adjoint is made of Eigen's operations on the numbers it has, variables themselves at second order.
BOOST_AUTO_TEST_CASE(second_order_and_forward) {
    auto const f = [](auto const& v) {
        using scalar = std::remove_cvref_t<decltype(v[0])>;
        Eigen::Matrix<scalar, Eigen::Dynamic, Eigen::Dynamic> a(3, 3);
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 3; ++j) a(i, j) = v[static_cast<std::size_t>(3 * i + j)];
        Eigen::Matrix<scalar, Eigen::Dynamic, 1> b(3);
        b << scalar(0), v[0], scalar(1);
        return weighed(a.partialPivLu().solve(b).eval()) * a.determinant();
    };
    std::array<double, 9> const at{2, 0, 0, 0, 3, 1, 0, 0, 4};
    auto const h = tape::hessian(f)(at);
    auto const slope = tape::gradient(f);
    for (std::size_t j = 0; j < 9; ++j) {
        auto above = at, below = at;
        above[j] += 1e-5, below[j] -= 1e-5;
        auto const p = slope(above), m = slope(below);
        for (std::size_t i = 0; i < 9; ++i) BOOST_TEST(std::abs(h[i][j] - (p[i] - m[i]) / 2e-5) < 1e-6);
    }
    auto const gradient = slope(at);
    for (std::size_t j = 0; j < 9; ++j) {
        std::array<double, 9> direction{};
        direction[j] = 1;
        BOOST_TEST(std::abs(tape::jvp(f)(at, direction).tangent - gradient[j]) < 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(functions_of_matrices) {
    check("logAbsDeterminant", full(), [](auto const& a, auto const& b) { return a.householderQr().logAbsDeterminant() * 3 + 0 * b(0); });
    check("absDeterminant", full(), [](auto const& a, auto const& b) { return a.colPivHouseholderQr().absDeterminant() + 0 * b(0); });
    check("matrix exponential", Eigen::MatrixXd(0.3 * full()), [](auto const& a, auto const& b) {
        return weighed(a.exp().eval()) + 0 * b(0);
    });
    check("matrix root", full(), [](auto const& a, auto const& b) { return weighed((2 * a).sqrt().eval()) + 0 * b(0); });
    for (int const n : {0, 1, 5, -2})
        check("matrix power", Eigen::MatrixXd(0.3 * full()), [n](auto const& a, auto const& b) {
            double const scale = n < 0 ? 0.01 : 1;
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(b(0))>, double>) return scale * weighed(tape::detail::power<double>(a, n));
            else return scale * weighed(tape::matrix_power(a, n)) + 0 * b(0);
        });
    BOOST_TEST(std::abs(tape::log_abs_determinant(matrix(full().cast<variable>())).value() - std::log(std::abs(full().determinant()))) < 1e-13);
    // A rotation by 20 radians, so with squarings, and what grows beside what decays.
    Eigen::MatrixXd turn(2, 2), both(2, 2);
    turn << 0, -20, 20, 0;
    both << 3, 1, 0, -3;
    auto const turned = tape::detail::exponential<double>(turn), grown = tape::detail::exponential<double>(both);
    BOOST_TEST(std::abs(turned(0, 0) - std::cos(20.0)) < 1e-13);
    BOOST_TEST(std::abs(turned(1, 0) - std::sin(20.0)) < 1e-13);
    BOOST_TEST(std::abs(grown(0, 1) - std::sinh(3.0) / 3) < 1e-13);
    BOOST_TEST(std::abs(grown(1, 1) - std::exp(-3.0)) < 1e-14);
}

// Vectors and matrices of dynamic size as arguments and results, to second order, beside others.
BOOST_AUTO_TEST_CASE(dynamic_arguments) {
    Eigen::VectorXd x(3);
    x << 0.5, 0, -2;
    Eigen::MatrixXd const m = full().topLeftCorner(3, 3);
    auto const form = [](auto const& v) { return v(0) * v(0) * v(1) + sin(v(1) * v(2)) + v.dot(v); };
    Eigen::VectorXd const slope = tape::gradient(form)(x);
    BOOST_TEST((slope - Eigen::Vector3d(1, 0.25 - 2, -4)).norm() < 1e-14);
    auto const second = tape::hessian(form)(x);
    BOOST_TEST(second[0][1] == 1);
    BOOST_TEST(second[1][1] == 2);
    BOOST_TEST(second[1][2] == 1);
    Eigen::VectorXd const product = tape::hvp(form)(x, x).product;
    BOOST_TEST(std::abs(product(0) - (2 * 0.5 + 1 * 0)) < 1e-14);
    auto const linear = [](auto const& a, auto const& v) { return (a * v).eval(); };
    auto const jacobian = tape::jacobian(linear, typegrad::wrt<1>)(m, x);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) BOOST_TEST(jacobian[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] == m(i, j));
    Eigen::VectorXd const value = tape::value_and_jacobian(linear, typegrad::wrt<1>)(m, x).value;
    BOOST_TEST((value - m * x).norm() < 1e-14);
    auto const [of_matrix, of_vector] = tape::gradient([](auto const& a, auto const& v) { return v.dot(a.partialPivLu().solve(v)); })(m, x);
    Eigen::VectorXd const s = m.transpose().partialPivLu().solve(x), y = m.partialPivLu().solve(x);
    BOOST_TEST((of_matrix + s * y.transpose()).norm() < 1e-12);
    BOOST_TEST((of_vector - s - y).norm() < 1e-12);
    BOOST_TEST((tape::vjp(linear)(m, x, x).gradient == std::tuple{Eigen::MatrixXd(x * x.transpose()), Eigen::VectorXd(m.transpose() * x)}));
}
