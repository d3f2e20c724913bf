// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen's decompositions of matrices of tape variables: each result is one node with its known adjoint, computed by Eigen on
// numbers. Eigen's own algorithms must not run on variables: up to 3.4 they leave out work where an entry is equal to 0, and with
// it that entry's derivative. What has no adjoint here does not compile.
//
//     partialPivLu, lu, fullPivLu                       solve, inverse, determinant
//     llt, ldlt                                         solve, matrixL, matrixU; of ldlt also vectorD
//     householderQr, colPivHouseholderQr, fullPivHouseholderQr, completeOrthogonalDecomposition
//                                                       solve, of at least as many equations as unknowns and full rank;
//                                                       absDeterminant, logAbsDeterminant
//     SelfAdjointEigenSolver                            eigenvalues, eigenvectors
//     jacobiSvd, bdcSvd                                 singularValues, matrixU and matrixV, thin; solve, of full rank, of fewer equations than
//                                                       unknowns too
//     tape::log_abs_determinant(a), tape::matrix_exponential(a), tape::matrix_power(a, n)
//     a.exp(), a.sqrt(), a.log(), a.pow(p)              of unsupported/Eigen/MatrixFunctions
//
// Matrices and vectors of dynamic size are arguments and results of tape::gradient, jacobian, hessian and the rest.
//
// Where eigenvalues are equal their order is arbitrary, so that each has one of several derivatives (that of a symmetric function
// of them is right), and the derivatives of their eigenvectors are not finite. So for singular values and vectors, and a value that is 0 has the derivative
// of one side.
// The derivatives by a matrix of which the decomposition has failed, or found a rank that is not full, are NaN.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/filled_matrix.hpp>
#include <typegrad/tape/flexible.hpp>
#include <typegrad/tape/variable.hpp>

#include <Eigen/Core>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <memory>
#include <type_traits>
#include <vector>

namespace typegrad::inline v0_2::tape {

template <class S, int R, int C, int O, int MR, int MC>
    requires(R == Eigen::Dynamic || C == Eigen::Dynamic)
struct flexible_shape<Eigen::Matrix<S, R, C, O, MR, MC>> {
    static constexpr bool is_flexible = true;
    using scalar = S;
    template <class T>
    using rebind = Eigen::Matrix<T, R, C, O, MR, MC>;

    static std::size_t leaves(auto const& value) { return static_cast<std::size_t>(value.size()); }
    template <class Use>
    static void each(auto&& value, Use&& use) {
        for (Eigen::Index i = 0; i < value.size(); ++i) use(value.data()[i]);
    }
    template <class T, class Next>
    static rebind<T> made(auto const& like, Next&& next) {
        rebind<T> value(like.rows(), like.cols());
        for (Eigen::Index i = 0; i < value.size(); ++i) value.data()[i] = next();
        return value;
    }
};

}

namespace typegrad::inline v0_2::tape::detail {

template <class T>
using dense = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

template <class T, class Derived>
void append(std::vector<variable<T>>& list, Eigen::MatrixBase<Derived> const& m) {
    for (Eigen::Index j = 0; j < m.cols(); ++j)
        for (Eigen::Index i = 0; i < m.rows(); ++i) list.push_back(variable<T>(m(i, j)));
}
template <class T, class Derived>
std::vector<T> numbers(Eigen::MatrixBase<Derived> const& m) {
    std::vector<T> list;
    for (Eigen::Index j = 0; j < m.cols(); ++j)
        for (Eigen::Index i = 0; i < m.rows(); ++i) list.push_back(m(i, j));
    return list;
}
template <class T>
dense<T> as_matrix(std::vector<T> const& list, Eigen::Index rows, Eigen::Index columns, std::size_t from = 0) {
    dense<T> m(rows, columns);
    for (Eigen::Index j = 0; j < columns; ++j)
        for (Eigen::Index i = 0; i < rows; ++i) m(i, j) = list[from++];
    return m;
}
template <class Result, class T>
Result filled(std::vector<variable<T>> const& list, Eigen::Index rows, Eigen::Index columns) {
    Result m(rows, columns);
    std::size_t k = 0;
    for (Eigen::Index j = 0; j < columns; ++j)
        for (Eigen::Index i = 0; i < rows; ++i) m(i, j) = list[k++];
    return m;
}
template <class T, class Derived>
dense<T> values_of(Eigen::MatrixBase<Derived> const& m) {
    dense<T> values(m.rows(), m.cols());
    for (Eigen::Index j = 0; j < m.cols(); ++j)
        for (Eigen::Index i = 0; i < m.rows(); ++i) values(i, j) = variable<T>(m(i, j)).value();
    return values;
}

template <class T>
dense<T> no_derivative(Eigen::Index rows, Eigen::Index columns) {
    return dense<T>::Constant(rows, columns, T(std::numeric_limits<double>::quiet_NaN()));
}

// Forward or backward substitution in place.
template <int Mode, class Index, class Entry, class X>
void substitute(Index size, Entry const& entry, X* x) {
    constexpr bool is_lower = (Mode & Eigen::Lower) != 0, has_unit_diagonal = (Mode & Eigen::UnitDiag) != 0;
    for (Index k = 0; k < size; ++k) {
        Index const i = is_lower ? k : size - 1 - k;
        for (Index j = is_lower ? 0 : i + 1; j < (is_lower ? i : size); ++j) x[i] -= entry(i, j) * x[j];
        if constexpr (!has_unit_diagonal) x[i] /= entry(i, i);
    }
}

// What a symmetric matrix of which one triangle is read owes to that triangle.
template <int UpLo, class T>
dense<T> folded(dense<T> const& full) {
    dense<T> triangle = dense<T>::Constant(full.rows(), full.cols(), T(0));
    for (Eigen::Index i = 0; i < full.rows(); ++i) {
        triangle(i, i) = full(i, i);
        for (Eigen::Index j = 0; j < i; ++j) (UpLo == Eigen::Lower ? triangle(i, j) : triangle(j, i)) = full(i, j) + full(j, i);
    }
    return triangle;
}
template <int UpLo, class T>
dense<T> unfolded(dense<T> const& triangle) {
    dense<T> full = triangle;
    for (Eigen::Index i = 0; i < full.rows(); ++i)
        for (Eigen::Index j = 0; j < i; ++j) (UpLo == Eigen::Lower ? full(j, i) : full(i, j)) = UpLo == Eigen::Lower ? full(i, j) : full(j, i);
    return full;
}

// A matrix with its entries on the tape; what all decompositions have.
template <class M>
class decomposed {
public:
    using MatrixType = M;
    using Scalar = typename M::Scalar;
    using RealScalar = Scalar;
    using T = typename Scalar::value_type;

    Eigen::Index rows() const { return a_.rows(); }
    Eigen::Index cols() const { return a_.cols(); }

protected:
    decomposed() = default;
    template <class Input>
    explicit decomposed(Eigen::EigenBase<Input> const& input) : a_(M(input.derived())), values_(values_of<T>(a_)) {}
    template <class Input>
    void take(Eigen::EigenBase<Input> const& input) {
        a_ = M(input.derived());
        values_ = values_of<T>(a_);
    }

    void check_square(char const* what) const {
        if (a_.rows() != a_.cols()) fail(std::string(what) + " of a matrix that is not square");
    }
    // The result of a function of a_ alone; pull takes and gives matrices.
    template <class Result, class Pull>
    Result one_node(dense<T> const& result, Pull pull) const {
        std::vector<variable<T>> inputs;
        append(inputs, a_);
        Eigen::Index const rows = result.rows(), columns = result.cols();
        return filled<Result, T>(record_function<T>(inputs, numbers<T>(result), [=](std::vector<T> const& w) { return numbers<T>(pull(as_matrix(w, rows, columns))); }), rows, columns);
    }
    // The same of a_ and b; pull gives the cotangents of both.
    template <class Result, class B, class Pull>
    Result node_with(Eigen::MatrixBase<B> const& b, dense<T> const& result, Pull pull) const {
        std::vector<variable<T>> inputs;
        append(inputs, a_), append(inputs, b);
        Eigen::Index const rows = result.rows(), columns = result.cols();
        return filled<Result, T>(record_function<T>(inputs, numbers<T>(result),
                                                    [=](std::vector<T> const& w) {
                                                        auto const [of_a, of_b] = pull(as_matrix(w, rows, columns));
                                                        auto all = numbers<T>(of_a);
                                                        auto const more = numbers<T>(of_b);
                                                        all.insert(all.end(), more.begin(), more.end());
                                                        return all;
                                                    }),
                                 rows, columns);
    }
    template <class B>
    using solution = Eigen::Matrix<Scalar, M::ColsAtCompileTime, B::ColsAtCompileTime>;

    M a_;
    dense<T> values_;
};

template <class M>
class lu_of : public decomposed<M> {
public:
    using typename decomposed<M>::T;
    using typename decomposed<M>::Scalar;
    using factors = Eigen::PartialPivLU<dense<T>>;

    lu_of() = default;
    explicit lu_of(Eigen::Index) {}
    template <class Input>
    explicit lu_of(Eigen::EigenBase<Input> const& input) {
        compute(input);
    }
    template <class Input>
    lu_of& compute(Eigen::EigenBase<Input> const& input) {
        this->take(input);
        this->check_square("LU decomposition");
        factors_ = std::make_shared<factors>(this->values_);
        return *this;
    }
    template <class B>
    auto solve(Eigen::MatrixBase<B> const& b) const {
        dense<T> const x = factors_->solve(values_of<T>(b));
        auto const of_transpose = transposed();
        return this->template node_with<typename decomposed<M>::template solution<B>>(b, x, [of_transpose, x](dense<T> const& w) {
            dense<T> const s = of_transpose->solve(w), of_a = -(s * x.transpose());
            return std::pair{of_a, s};
        });
    }
    M inverse() const {
        dense<T> const y = factors_->inverse();
        return this->template one_node<M>(y, [y](dense<T> const& w) -> dense<T> { return -(y.transpose() * w * y.transpose()); });
    }
    Scalar determinant() const {
        T const value = factors_->determinant();
        dense<T> const a = this->values_;
        auto const of_transpose = transposed();
        return this->template one_node<Eigen::Matrix<Scalar, 1, 1>>(dense<T>::Constant(1, 1, value), [a, of_transpose, value](dense<T> const& w) -> dense<T> {
            if (value == T(0)) return w(0, 0) * cofactors(a);
            return (w(0, 0) * value) * dense<T>(of_transpose->inverse());
        })(0, 0);
    }

private:
    std::shared_ptr<factors> transposed() const { return std::make_shared<factors>(dense<T>(this->values_.transpose())); }
    // Of a singular matrix: the determinants of its minors.
    static dense<T> cofactors(dense<T> const& a) {
        Eigen::Index const n = a.rows();
        dense<T> all(n, n);
        for (Eigen::Index i = 0; i < n; ++i)
            for (Eigen::Index j = 0; j < n; ++j) {
                dense<T> minor(n - 1, n - 1);
                for (Eigen::Index r = 0; r + 1 < n; ++r)
                    for (Eigen::Index c = 0; c + 1 < n; ++c) minor(r, c) = a(r < i ? r : r + 1, c < j ? c : c + 1);
                T const size = n == 1 ? T(1) : T(Eigen::PartialPivLU<dense<T>>(minor).determinant());
                all(i, j) = (i + j) % 2 == 0 ? size : -size;
            }
        return all;
    }

    std::shared_ptr<factors> factors_;
};

// What llt.matrixL() and the like give: a matrix that is solved as Eigen's triangular view is.
template <class M, int Mode>
class triangular_factor : public M {
    static constexpr int transposed_mode = Mode ^ (Eigen::Lower | Eigen::Upper);

public:
    explicit triangular_factor(M const& m) : M(m) {}
    M const& nestedExpression() const { return *this; }
    M toDenseMatrix() const { return *this; }
    auto transpose() const { return triangular_factor<M, transposed_mode>(M(M::transpose())); }
    auto adjoint() const { return transpose(); }
    template <class B>
    auto solve(Eigen::MatrixBase<B> const& b) const {
        return this->template triangularView<Mode>().solve(b).eval();
    }
    template <class B>
    void solveInPlace(Eigen::MatrixBase<B> const& b) const {
        this->template triangularView<Mode>().solveInPlace(b);
    }
};

// Of a symmetric matrix, of which one triangle is read.
template <class M, int UpLo, template <class, int> class Factors>
class cholesky_of : public decomposed<M> {
public:
    using typename decomposed<M>::T;
    using typename decomposed<M>::Scalar;
    using factors = Factors<dense<T>, Eigen::Lower>;

    cholesky_of() = default;
    template <class Input>
    explicit cholesky_of(Eigen::EigenBase<Input> const& input) {
        compute(input);
    }
    template <class Input>
    cholesky_of& compute(Eigen::EigenBase<Input> const& input) {
        this->take(input);
        this->check_square("Cholesky decomposition");
        this->values_ = unfolded<UpLo>(this->values_);
        factors_ = std::make_shared<factors>(this->values_);
        return *this;
    }
    Eigen::ComputationInfo info() const { return factors_->info(); }
    template <class B>
    auto solve(Eigen::MatrixBase<B> const& b) const {
        dense<T> const x = factors_->solve(values_of<T>(b));
        return this->template node_with<typename decomposed<M>::template solution<B>>(b, x, [f = factors_, x, exists = has_derivative()](dense<T> const& w) {
            dense<T> const s = f->solve(w), of_a = exists ? dense<T>(-(s * x.transpose())) : no_derivative<T>(x.rows(), x.rows());
            return std::pair{folded<UpLo>(of_a), s};
        });
    }
    // Not where the matrix is not positive definite (llt), or singular (ldlt, which goes on with a pseudo-inverse).
    bool has_derivative() const {
        if constexpr (is_operand<T>) return factors_->has_derivative();
        else if (factors_->info() != Eigen::Success) return false;
        else if constexpr (requires { factors_->vectorD(); }) return factors_->rows() == 0 || factors_->vectorD().cwiseAbs().minCoeff() > 1 / Eigen::NumTraits<T>::highest();
        else return true;
    }

protected:
    std::shared_ptr<factors> factors_;
};

// Least squares, and, where there are fewer equations than unknowns, the shortest solution: of full rank in both.
template <class M, template <class> class Factors>
class least_squares_of : public decomposed<M> {
public:
    using typename decomposed<M>::T;

    template <class B>
    auto solve(Eigen::MatrixBase<B> const& b) const {
        dense<T> const a = this->values_, right = values_of<T>(b), x = Factors<dense<T>>(a).solve(right);
        return this->template node_with<typename decomposed<M>::template solution<B>>(b, x, [a, right, x](dense<T> const& w) {
            // The solution of less than full rank is linear in b, and jumps with a.
            if (rank_of(a) < std::min(a.rows(), a.cols())) {
                dense<T> const inverse = Factors<dense<T>>(a).solve(dense<T>(dense<T>::Identity(a.rows(), a.rows())));
                return std::pair{no_derivative<T>(a.rows(), a.cols()), dense<T>(inverse.transpose() * w)};
            }
            if (a.rows() <= a.cols()) {
                Factors<dense<T>> const transposed(dense<T>(a.transpose()));
                dense<T> const s = transposed.solve(w);
                dense<T> of_a = -(s * x.transpose());
                // x = Aᵀy, and w without its part in the rows of A.
                if (a.rows() < a.cols()) of_a = dense<T>(of_a + dense<T>(transposed.solve(x)) * (w - a.transpose() * s).transpose());
                return std::pair{of_a, s};
            }
            // (AᵀA)⁻¹w by two least squares: Aᵀ(As) = w, where As has the least norm.
            dense<T> const s = normal_solution(a, w), moved = a * s, residual = right - a * x, of_a = residual * s.transpose() - moved * x.transpose();
            return std::pair{of_a, moved};
        });
    }

    Eigen::Index rank() const
        requires requires(Factors<dense<T>> const& f) { f.rank(); }
    {
        return rank_of(this->values_);
    }

    // As the decomposition sees it: that without pivots takes every matrix for one of full rank.
    static Eigen::Index rank_of(dense<T> const& a) {
        if constexpr (is_operand<T>) return least_squares_of<dense<T>, Factors>::rank_of(values_of<typename T::value_type>(a));
        else if constexpr (requires(Factors<dense<T>> const& f) { f.rank(); }) return Factors<dense<T>>(a).rank();
        else return a.cols();
    }

protected:
    least_squares_of() = default;
    using decomposed<M>::decomposed;

private:
    static dense<T> normal_solution(dense<T> const& a, dense<T> const& w) {
        if constexpr (is_operand<T>) {
            return Eigen::LLT<dense<T>, Eigen::Lower>(dense<T>(a.transpose() * a)).solve(w);
        } else {
            Eigen::HouseholderQR<dense<T>> const qr(a);
            dense<T> const r = qr.matrixQR().topRows(a.cols()).template triangularView<Eigen::Upper>();
            return r.template triangularView<Eigen::Upper>().solve(dense<T>(r.transpose().template triangularView<Eigen::Lower>().solve(w)));
        }
    }
};

#define TYPEGRAD_NO_FACTORS_OF_QR "typegrad::tape: matrixQR() and householderQ() have no adjoint here; with r = (a.transpose() * a).llt().matrixU() it is a = q * r up to signs, and solve(b) needs neither"
template <class M, template <class> class Factors>
class qr_of : public least_squares_of<M, Factors> {
public:
    using typename decomposed<M>::T;
    using typename decomposed<M>::Scalar;

    qr_of() = default;
    template <class Input>
    explicit qr_of(Eigen::EigenBase<Input> const& input) {
        compute(input);
    }
    template <class Input>
    qr_of& compute(Eigen::EigenBase<Input> const& input) {
        this->take(input);
        if (this->rows() < this->cols())
            fail("QR decomposition for fewer equations than unknowns: it has many solutions, and no derivative of one here; the shortest is that of a.jacobiSvd(Eigen::ComputeThinU | Eigen::ComputeThinV)");
        return *this;
    }

    // Of a square matrix.
    Scalar logAbsDeterminant() const {
        this->check_square("logAbsDeterminant");
        dense<T> const a = this->values_;
        return this->template one_node<Eigen::Matrix<Scalar, 1, 1>>(dense<T>::Constant(1, 1, Factors<dense<T>>(a).logAbsDeterminant()), [a](dense<T> const& w) -> dense<T> {
            return w(0, 0) * dense<T>(Eigen::PartialPivLU<dense<T>>(dense<T>(a.transpose())).inverse());
        })(0, 0);
    }
    Scalar absDeterminant() const {
        this->check_square("absDeterminant");
        return abs(Eigen::PartialPivLU<M>(this->a_).determinant());
    }

    // Only say so.
    template <class A = M>
    M matrixQR() const {
        static_assert(std::is_void_v<A>, TYPEGRAD_NO_FACTORS_OF_QR);
        return {};
    }
    template <class A = M>
    M householderQ() const {
        static_assert(std::is_void_v<A>, TYPEGRAD_NO_FACTORS_OF_QR);
        return {};
    }
};
#undef TYPEGRAD_NO_FACTORS_OF_QR

template <class M>
class thin_svd : public Eigen::JacobiSVD<M> {
public:
    explicit thin_svd(M const& m) : Eigen::JacobiSVD<M>(m, Eigen::ComputeThinU | Eigen::ComputeThinV) {}
};

template <class M>
class svd_of : public least_squares_of<M, thin_svd> {
public:
    using typename decomposed<M>::T;
    using typename decomposed<M>::Scalar;

    svd_of() = default;
    template <class Input>
    explicit svd_of(Eigen::EigenBase<Input> const& input, unsigned options = 0) : least_squares_of<M, thin_svd>(input), options_(options) {}
    template <class Input>
    svd_of& compute(Eigen::EigenBase<Input> const& input) {
        this->take(input);
        return *this;
    }
    template <class Input>
    svd_of& compute(Eigen::EigenBase<Input> const& input, unsigned options) {
        options_ = options;
        return compute(input);
    }
    auto singularValues() const {
        numbers_of_factors const f = factors();
        return this->template one_node<Eigen::Matrix<Scalar, Eigen::Dynamic, 1>>(f.s, [f](dense<T> const& w) -> dense<T> { return f.u * w.col(0).asDiagonal() * f.v.transpose(); });
    }
    auto matrixU() const {
        check_thin("matrixU", Eigen::ComputeFullU, this->rows());
        numbers_of_factors const f = factors();
        return this->template one_node<vectors>(f.u, [f](dense<T> const& w) -> dense<T> { return of_vectors(f.u, f.s, w) * f.v.transpose(); });
    }
    auto matrixV() const {
        check_thin("matrixV", Eigen::ComputeFullV, this->cols());
        numbers_of_factors const f = factors();
        return this->template one_node<vectors>(f.v, [f](dense<T> const& w) -> dense<T> { return f.u * of_vectors(f.v, f.s, w).transpose(); });
    }

private:
    using vectors = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    struct numbers_of_factors {
        dense<T> u, s, v;
    };

    numbers_of_factors factors() const {
        static_assert(!is_operand<T>, "typegrad::tape: singular values and vectors have first derivatives only; take SelfAdjointEigenSolver of AᵀA, whose eigenvalues are their squares");
        thin_svd<dense<T>> const svd(this->values_);
        return {svd.matrixU(), svd.singularValues(), svd.matrixV()};
    }
    void check_thin(char const* what, unsigned full, Eigen::Index size) const {
        if ((options_ & full) != 0 && size > std::min(this->rows(), this->cols()))
            fail(std::string(what) + " with columns that belong to no singular value, which are arbitrary and have no derivative; ask for Eigen::ComputeThinU | Eigen::ComputeThinV");
    }
    // What A receives, before it is multiplied by the other vectors: u (F ∘ (uᵀw - wᵀu)) s + (1 - u uᵀ) w / s, where F is 1 / (sⱼ² - sᵢ²).
    static dense<T> of_vectors(dense<T> const& u, dense<T> const& s, dense<T> const& w) {
        dense<T> inner = u.transpose() * w, outer = w - u * inner;
        inner = dense<T>(inner - inner.transpose());
        for (Eigen::Index j = 0; j < u.cols(); ++j) {
            for (Eigen::Index i = 0; i < u.cols(); ++i) inner(i, j) = i == j ? T(0) : inner(i, j) / ((s(j, 0) - s(i, 0)) * (s(j, 0) + s(i, 0))) * s(j, 0);
            if (u.rows() > u.cols()) outer.col(j) /= s(j, 0);
        }
        if (u.rows() == u.cols()) return u * inner;
        return u * inner + outer;
    }

    unsigned options_ = 0;
};

}

namespace Eigen {

template <typename MatrixType>
class SelfAdjointEigenSolver;

#define TYPEGRAD_MATRIX Matrix<typegrad::tape::variable<T>, R, C, O, MR, MC>

template <class T, int R, int C, int O, int MR, int MC>
class PartialPivLU<TYPEGRAD_MATRIX> : public typegrad::tape::detail::lu_of<TYPEGRAD_MATRIX> {
public:
    using typegrad::tape::detail::lu_of<TYPEGRAD_MATRIX>::lu_of;
};
template <class T, int R, int C, int O, int MR, int MC>
class FullPivLU<TYPEGRAD_MATRIX> : public typegrad::tape::detail::lu_of<TYPEGRAD_MATRIX> {
public:
    using typegrad::tape::detail::lu_of<TYPEGRAD_MATRIX>::lu_of;
    Index rank() const { return FullPivLU<typegrad::tape::detail::dense<T>>(this->values_).rank(); }
    bool isInvertible() const { return rank() == this->cols(); }
};
template <class T, int R, int C, int O, int MR, int MC, int UpLo>
class LDLT<TYPEGRAD_MATRIX, UpLo> : public typegrad::tape::detail::cholesky_of<TYPEGRAD_MATRIX, UpLo, LDLT> {
public:
    using typegrad::tape::detail::cholesky_of<TYPEGRAD_MATRIX, UpLo, Eigen::LDLT>::cholesky_of;

    bool isPositive() const { return this->factors_->isPositive(); }
    bool isNegative() const { return this->factors_->isNegative(); }
    auto const& transpositionsP() const { return this->factors_->transpositionsP(); }

    // With PAPᵀ = LDLᵀ, D receives diag(L⁻¹ P dA Pᵀ L⁻ᵀ).
    Matrix<typegrad::tape::variable<T>, R, 1, ColMajor, MR, 1> vectorD() const {
        return this->template one_node<Matrix<typegrad::tape::variable<T>, R, 1, ColMajor, MR, 1>>(numbers(this->factors_->vectorD()), [to_a = to_a()](numbers const& w) -> numbers {
            numbers inner = numbers::Constant(w.rows(), w.rows(), T(0));
            for (Index i = 0; i < w.rows(); ++i) inner(i, i) = w(i, 0);
            return to_a(inner);
        });
    }
    // L receives L tril(L⁻¹ P dA Pᵀ L⁻ᵀ D⁻¹), without the diagonal.
    auto matrixL() const {
        numbers const l = this->factors_->matrixL(), d = this->factors_->vectorD();
        return typegrad::tape::detail::triangular_factor<TYPEGRAD_MATRIX, UnitLower>(this->template one_node<TYPEGRAD_MATRIX>(l, [to_a = to_a(), l, d](numbers const& w) -> numbers {
            numbers inner = l.transpose() * w;
            for (Index i = 0; i < w.rows(); ++i)
                for (Index j = 0; j < w.rows(); ++j) inner(i, j) = i > j ? T(inner(i, j) / d(j, 0)) : T(0);
            return to_a(inner);
        }));
    }
    auto matrixU() const { return matrixL().transpose(); }

private:
    using numbers = typegrad::tape::detail::dense<T>;

    auto to_a() const {
        numbers const inverse = PartialPivLU<numbers>(numbers(this->factors_->matrixL())).inverse();
        return [f = this->factors_, inverse, exists = this->has_derivative()](numbers const& inner) -> numbers {
            if (!exists) return typegrad::tape::detail::no_derivative<T>(inner.rows(), inner.cols());
            numbers full = inverse.transpose() * inner * inverse;
            // Both times from the left: from the right Eigen 3.4 applies the transpositions in the wrong order.
            full = numbers(f->transpositionsP().transpose() * full);
            full = numbers(f->transpositionsP().transpose() * numbers(full.transpose()));
            return typegrad::tape::detail::folded<UpLo>(numbers(numbers(full + full.transpose()) * T(0.5)));
        };
    }
};
template <class T, int R, int C, int O, int MR, int MC, int UpLo>
class LLT<TYPEGRAD_MATRIX, UpLo> : public typegrad::tape::detail::cholesky_of<TYPEGRAD_MATRIX, UpLo, LLT> {
    using numbers = typegrad::tape::detail::dense<T>;

public:
    using typegrad::tape::detail::cholesky_of<TYPEGRAD_MATRIX, UpLo, Eigen::LLT>::cholesky_of;

    // With P = Φ(LᵀW), the lower triangle with half of the diagonal, A receives L⁻ᵀ P L⁻¹.
    auto matrixL() const {
        numbers const l = this->factors_->matrixL();
        return typegrad::tape::detail::triangular_factor<TYPEGRAD_MATRIX, Lower>(this->template one_node<TYPEGRAD_MATRIX>(l, [l, exists = this->has_derivative()](numbers const& w) -> numbers {
            if (!exists) return typegrad::tape::detail::no_derivative<T>(l.rows(), l.cols());
            numbers p = l.transpose() * w;
            for (Index i = 0; i < p.rows(); ++i) {
                p(i, i) = p(i, i) * 0.5;
                for (Index j = i + 1; j < p.cols(); ++j) p(i, j) = T(0);
            }
            numbers const inverse = PartialPivLU<numbers>(l).inverse(), full = inverse.transpose() * p * inverse;
            numbers const half = numbers(full + full.transpose()) * T(0.5);
            return typegrad::tape::detail::folded<UpLo>(half);
        }));
    }
    auto matrixU() const { return matrixL().transpose(); }
};

#define TYPEGRAD_QR(name)                                                                                                    \
    template <class T, int R, int C, int O, int MR, int MC>                                                                  \
    class name<TYPEGRAD_MATRIX> : public typegrad::tape::detail::qr_of<TYPEGRAD_MATRIX, name> {                              \
    public:                                                                                                                  \
        using typegrad::tape::detail::qr_of<TYPEGRAD_MATRIX, Eigen::name>::qr_of;                                            \
    };
TYPEGRAD_QR(HouseholderQR)
TYPEGRAD_QR(ColPivHouseholderQR)
TYPEGRAD_QR(FullPivHouseholderQR)
TYPEGRAD_QR(CompleteOrthogonalDecomposition)
#undef TYPEGRAD_QR

template <class T, int R, int C, int O, int MR, int MC, int Preconditioner>
class JacobiSVD<TYPEGRAD_MATRIX, Preconditioner> : public typegrad::tape::detail::svd_of<TYPEGRAD_MATRIX> {
public:
    using typegrad::tape::detail::svd_of<TYPEGRAD_MATRIX>::svd_of;
};
template <class T, int R, int C, int O, int MR, int MC>
class BDCSVD<TYPEGRAD_MATRIX> : public typegrad::tape::detail::svd_of<TYPEGRAD_MATRIX> {
public:
    using typegrad::tape::detail::svd_of<TYPEGRAD_MATRIX>::svd_of;
};

// Of a symmetric matrix, of which the lower triangle is read.
template <class T, int R, int C, int O, int MR, int MC>
class SelfAdjointEigenSolver<TYPEGRAD_MATRIX> : public typegrad::tape::detail::decomposed<TYPEGRAD_MATRIX> {
    using numbers = typegrad::tape::detail::dense<T>;
    using base = typegrad::tape::detail::decomposed<TYPEGRAD_MATRIX>;

public:
    using RealVectorType = Matrix<typegrad::tape::variable<T>, R, 1>;

    SelfAdjointEigenSolver() = default;
    explicit SelfAdjointEigenSolver(Index) {}
    template <class Input>
    explicit SelfAdjointEigenSolver(EigenBase<Input> const& input, int = 0) {
        compute(input);
    }
    template <class Input>
    SelfAdjointEigenSolver& compute(EigenBase<Input> const& input, int = 0) {
        this->take(input);
        this->check_square("SelfAdjointEigenSolver");
        SelfAdjointEigenSolver<numbers> const solver(typegrad::tape::detail::unfolded<Lower>(this->values_));
        lambda_ = solver.eigenvalues();
        vectors_ = solver.eigenvectors();
        info_ = solver.info();
        return *this;
    }
    template <class Input>
    SelfAdjointEigenSolver& computeDirect(EigenBase<Input> const& input, int = 0) {
        return compute(input);
    }
    ComputationInfo info() const { return info_; }
    RealVectorType eigenvalues() const {
        return this->template one_node<RealVectorType>(lambda_, [v = vectors_](numbers const& w) -> numbers {
            numbers scaled = v;
            for (Index j = 0; j < v.cols(); ++j)
                for (Index i = 0; i < v.rows(); ++i) scaled(i, j) = v(i, j) * w(j, 0);
            return typegrad::tape::detail::folded<Lower>(numbers(scaled * v.transpose()));
        });
    }
    TYPEGRAD_MATRIX eigenvectors() const {
        return this->template one_node<TYPEGRAD_MATRIX>(vectors_, [v = vectors_, l = lambda_](numbers const& w) -> numbers {
            numbers inner = v.transpose() * w;
            for (Index i = 0; i < inner.rows(); ++i)
                for (Index j = 0; j < inner.cols(); ++j) inner(i, j) = i == j ? T(0) : T(inner(i, j) / (l(j, 0) - l(i, 0)));
            numbers const full = v * inner * v.transpose(), half = numbers(full + full.transpose()) * T(0.5);
            return typegrad::tape::detail::folded<Lower>(half);
        });
    }

private:
    numbers lambda_, vectors_;
    ComputationInfo info_ = Success;
};

// Whose adjoints are not known here.
#define TYPEGRAD_REFUSED(name)                                                                                                                     \
    template <typename MatrixType>                                                                                                                 \
    class name;                                                                                                                                    \
    template <class T, int R, int C, int O, int MR, int MC>                                                                                        \
    class name<TYPEGRAD_MATRIX> {                                                                                                                  \
        static_assert(sizeof(T) == 0, "typegrad: Eigen's " #name " leaves out derivatives where an entry is 0, and has no adjoint here; typegrad/tape/eigen.hpp lists what has"); \
    };
TYPEGRAD_REFUSED(EigenSolver)
TYPEGRAD_REFUSED(RealSchur)
TYPEGRAD_REFUSED(HessenbergDecomposition)
TYPEGRAD_REFUSED(Tridiagonalization)
TYPEGRAD_REFUSED(RealQZ)
TYPEGRAD_REFUSED(GeneralizedEigenSolver)
TYPEGRAD_REFUSED(GeneralizedSelfAdjointEigenSolver)
#undef TYPEGRAD_REFUSED

// Of complex variables only triangular solves, and with them LU decompositions of regular matrices, leave nothing out.
#define TYPEGRAD_COMPLEX_MATRIX Matrix<std::complex<typegrad::tape::variable<T>>, R, C, O, MR, MC>
#define TYPEGRAD_REFUSED_COMPLEX(name, more, ...)                                                                                                  \
    template <class T, int R, int C, int O, int MR, int MC more>                                                                                   \
    class name<__VA_ARGS__> {                                                                                                                      \
        static_assert(sizeof(T) == 0, "typegrad: Eigen's " #name " of complex variables leaves out derivatives where an entry is 0, and has no adjoint here; partialPivLu() is right, and of a real matrix's functions exp, sqrt, log and pow"); \
    };
template <typename MatrixType>
class ComplexSchur;
template <typename MatrixType>
class ComplexEigenSolver;
TYPEGRAD_REFUSED_COMPLEX(ComplexSchur, , TYPEGRAD_COMPLEX_MATRIX)
TYPEGRAD_REFUSED_COMPLEX(ComplexEigenSolver, , TYPEGRAD_COMPLEX_MATRIX)
TYPEGRAD_REFUSED_COMPLEX(SelfAdjointEigenSolver, , TYPEGRAD_COMPLEX_MATRIX)
TYPEGRAD_REFUSED_COMPLEX(HouseholderQR, , TYPEGRAD_COMPLEX_MATRIX)
TYPEGRAD_REFUSED_COMPLEX(ColPivHouseholderQR, , TYPEGRAD_COMPLEX_MATRIX)
TYPEGRAD_REFUSED_COMPLEX(FullPivHouseholderQR, , TYPEGRAD_COMPLEX_MATRIX)
TYPEGRAD_REFUSED_COMPLEX(CompleteOrthogonalDecomposition, , TYPEGRAD_COMPLEX_MATRIX)
#define TYPEGRAD_COMMA ,
TYPEGRAD_REFUSED_COMPLEX(JacobiSVD, TYPEGRAD_COMMA int Preconditioner, TYPEGRAD_COMPLEX_MATRIX, Preconditioner)
#undef TYPEGRAD_COMMA
TYPEGRAD_REFUSED_COMPLEX(BDCSVD, , TYPEGRAD_COMPLEX_MATRIX)
#undef TYPEGRAD_COMPLEX_MATRIX
#undef TYPEGRAD_REFUSED_COMPLEX

// Solvers of sparse systems, and iterative ones, which end where a right-hand side is 0.
#define TYPEGRAD_REFUSED_SOLVER(name, parameters, arguments)                                                                                       \
    template <parameters>                                                                                                                          \
    class name;                                                                                                                                    \
    template <parameters>                                                                                                                          \
        requires(typegrad::tape::detail::is_variable<typename MatrixType::Scalar>)                                                                 \
    class name<arguments> {                                                                                                                        \
        static_assert(sizeof(MatrixType) == 0, "typegrad: Eigen's " #name " leaves out derivatives where an entry is 0, and has no adjoint here; typegrad/tape/eigen.hpp lists what has"); \
    };
#define TYPEGRAD_COMMA ,
TYPEGRAD_REFUSED_SOLVER(SimplicialLLT, class MatrixType TYPEGRAD_COMMA int UpLo TYPEGRAD_COMMA class Ordering, MatrixType TYPEGRAD_COMMA UpLo TYPEGRAD_COMMA Ordering)
TYPEGRAD_REFUSED_SOLVER(SimplicialLDLT, class MatrixType TYPEGRAD_COMMA int UpLo TYPEGRAD_COMMA class Ordering, MatrixType TYPEGRAD_COMMA UpLo TYPEGRAD_COMMA Ordering)
TYPEGRAD_REFUSED_SOLVER(SparseLU, class MatrixType TYPEGRAD_COMMA class Ordering, MatrixType TYPEGRAD_COMMA Ordering)
TYPEGRAD_REFUSED_SOLVER(SparseQR, class MatrixType TYPEGRAD_COMMA class Ordering, MatrixType TYPEGRAD_COMMA Ordering)
TYPEGRAD_REFUSED_SOLVER(ConjugateGradient, class MatrixType TYPEGRAD_COMMA int UpLo TYPEGRAD_COMMA class Preconditioner, MatrixType TYPEGRAD_COMMA UpLo TYPEGRAD_COMMA Preconditioner)
TYPEGRAD_REFUSED_SOLVER(LeastSquaresConjugateGradient, class MatrixType TYPEGRAD_COMMA class Preconditioner, MatrixType TYPEGRAD_COMMA Preconditioner)
TYPEGRAD_REFUSED_SOLVER(BiCGSTAB, class MatrixType TYPEGRAD_COMMA class Preconditioner, MatrixType TYPEGRAD_COMMA Preconditioner)
#undef TYPEGRAD_COMMA
#undef TYPEGRAD_REFUSED_SOLVER
#define TYPEGRAD_REFUSED_IN_PLACE(...)                                                                                                             \
    template <class T, int R, int C, int O, int MR, int MC, int RefOptions, class Stride>                                                          \
    class __VA_ARGS__ {                                                                                                                            \
        static_assert(sizeof(T) == 0, "typegrad: a decomposition in place has no place for what its adjoint needs; decompose the matrix: a.llt()"); \
    };
#define TYPEGRAD_REFERENCE Ref<TYPEGRAD_MATRIX, RefOptions, Stride>
TYPEGRAD_REFUSED_IN_PLACE(PartialPivLU<TYPEGRAD_REFERENCE>)
TYPEGRAD_REFUSED_IN_PLACE(FullPivLU<TYPEGRAD_REFERENCE>)
TYPEGRAD_REFUSED_IN_PLACE(HouseholderQR<TYPEGRAD_REFERENCE>)
TYPEGRAD_REFUSED_IN_PLACE(ColPivHouseholderQR<TYPEGRAD_REFERENCE>)
TYPEGRAD_REFUSED_IN_PLACE(FullPivHouseholderQR<TYPEGRAD_REFERENCE>)
TYPEGRAD_REFUSED_IN_PLACE(CompleteOrthogonalDecomposition<TYPEGRAD_REFERENCE>)
TYPEGRAD_REFUSED_IN_PLACE(LLT<TYPEGRAD_REFERENCE, Lower>)
TYPEGRAD_REFUSED_IN_PLACE(LLT<TYPEGRAD_REFERENCE, Upper>)
TYPEGRAD_REFUSED_IN_PLACE(LDLT<TYPEGRAD_REFERENCE, Lower>)
TYPEGRAD_REFUSED_IN_PLACE(LDLT<TYPEGRAD_REFERENCE, Upper>)
#undef TYPEGRAD_REFERENCE
#undef TYPEGRAD_REFUSED_IN_PLACE
#undef TYPEGRAD_MATRIX

// Eigen's own leaves out what is 0, and with it the derivative.
namespace internal {
#define TYPEGRAD_SUBSTITUTED(right, order, at)                                                                                                     \
    template <class Left, class T, class Index, int Mode, bool Conjugate>                                                                          \
    struct triangular_solve_vector<Left, right, Index, OnTheLeft, Mode, Conjugate, order> {                                                        \
        static void run(Index size, Left const* left, Index stride, right* x) {                                                                    \
            typegrad::tape::detail::substitute<Mode>(size, [=](Index i, Index j) -> Left { return conj_if<Conjugate>()(left[at]); }, x);           \
        }                                                                                                                                          \
    };
    TYPEGRAD_SUBSTITUTED(typegrad::tape::variable<T>, ColMajor, i + j * stride)
    TYPEGRAD_SUBSTITUTED(typegrad::tape::variable<T>, RowMajor, i * stride + j)
    TYPEGRAD_SUBSTITUTED(std::complex<typegrad::tape::variable<T>>, ColMajor, i + j * stride)
    TYPEGRAD_SUBSTITUTED(std::complex<typegrad::tape::variable<T>>, RowMajor, i * stride + j)
#undef TYPEGRAD_SUBSTITUTED

    // So do those of a sparse matrix.
#define TYPEGRAD_REFUSED_SPARSE(name, shape, order)                                                                                                \
        template <class Left, class Right, int Mode, int Shape, int Order>                                                                             \
        struct name;                                                                                                                                   \
        template <class Left, class Right, int Mode>                                                                                                   \
            requires(typegrad::tape::detail::is_variable<typename Right::Scalar>)                                                                      \
        struct name<Left, Right, Mode, shape, order> {                                                                                                 \
            static_assert(sizeof(Left) == 0, "typegrad: Eigen's triangular solve of a sparse matrix leaves out derivatives where an entry is 0, and has no adjoint here; " \
                                             "typegrad/tape/eigen.hpp lists what has");                                                                \
            static void run(auto&&...) {}                                                                                                              \
        };
    TYPEGRAD_REFUSED_SPARSE(sparse_solve_triangular_selector, Lower, RowMajor)
    TYPEGRAD_REFUSED_SPARSE(sparse_solve_triangular_selector, Upper, RowMajor)
    TYPEGRAD_REFUSED_SPARSE(sparse_solve_triangular_selector, Lower, ColMajor)
    TYPEGRAD_REFUSED_SPARSE(sparse_solve_triangular_selector, Upper, ColMajor)
#undef TYPEGRAD_REFUSED_SPARSE
    }

// A rotation by an angle of 0 is left out, with its derivative.
template <typename Scalar>
class JacobiRotation;
template <class T>
class JacobiRotation<typegrad::tape::variable<T>> {
    static_assert(sizeof(T) == 0, "typegrad: Eigen's JacobiRotation leaves out derivatives where its angle is 0; combine the two rows yourself: p = c * x - s * y, q = s * x + c * y");
};

}

namespace typegrad::inline v0_2::tape {

namespace detail {
    // f of a square matrix a, which Eigen computes on numbers. Where f is analytic, f of the blocks (a w; 0 a) has the derivative of f at a along
    // w for its upper right block; what a receives is that of the transposes.
    template <class M, class F>
    class function_of_matrix : decomposed<M> {
    public:
        using typename decomposed<M>::T;

        function_of_matrix(M const& a, char const* what) : decomposed<M>(a) { this->check_square(what); }
        M operator()(F f) const {
            return this->template one_node<M>(f(this->values_), [f, a = dense<T>(this->values_.transpose())](dense<T> const& w) -> dense<T> {
                Eigen::Index const n = a.rows();
                dense<T> blocks = dense<T>::Constant(2 * n, 2 * n, T(0));
                for (Eigen::Index j = 0; j < n; ++j)
                    for (Eigen::Index i = 0; i < n; ++i) blocks(i, j) = blocks(n + i, n + j) = a(i, j), blocks(i, n + j) = w(i, j);
                return dense<T>(f(blocks)).topRightCorner(n, n);
            });
        }
    };
    // Padé's approximant of order 13, with scaling and squaring (Higham 2005).
    template <class T>
    dense<T> exponential(dense<T> const& a) {
        constexpr double b[] = {64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640, 1323241920,
                                40840800, 960960, 16380, 182, 1};
        double norm = 0;
        for (Eigen::Index j = 0; j < a.cols(); ++j) {
            double sum = 0;
            for (Eigen::Index i = 0; i < a.rows(); ++i) sum += std::abs(plain(a(i, j)));
            norm = std::max(norm, sum);
        }
        int squarings = 0;
        for (; norm > 5.371920351148152 && squarings < 1100; norm /= 2) ++squarings;
        dense<T> const one = dense<T>::Identity(a.rows(), a.cols()), x = a * T(std::ldexp(1.0, -squarings)), x2 = x * x, x4 = x2 * x2, x6 = x4 * x2;
        dense<T> const odd = x * dense<T>(x6 * dense<T>(x6 * T(b[13]) + x4 * T(b[11]) + x2 * T(b[9])) + x6 * T(b[7]) + x4 * T(b[5]) + x2 * T(b[3]) + one * T(b[1]));
        dense<T> const even = x6 * dense<T>(x6 * T(b[12]) + x4 * T(b[10]) + x2 * T(b[8])) + x6 * T(b[6]) + x4 * T(b[4]) + x2 * T(b[2]) + one * T(b[0]);
        dense<T> y = Eigen::PartialPivLU<dense<T>>(dense<T>(even - odd)).solve(dense<T>(even + odd));
        for (int k = 0; k < squarings; ++k) y = dense<T>(y * y);
        return y;
    }
    template <class T>
    dense<T> power(dense<T> const& a, int n) {
        dense<T> factor = n < 0 ? dense<T>(Eigen::PartialPivLU<dense<T>>(a).inverse()) : a, y = dense<T>::Identity(a.rows(), a.cols());
        for (unsigned k = n < 0 ? 0u - static_cast<unsigned>(n) : static_cast<unsigned>(n); k > 0; k /= 2) {
            if (k % 2 != 0) y = dense<T>(y * factor);
            if (k > 1) factor = dense<T>(factor * factor);
        }
        return y;
    }
    template <class Derived>
    using matrix_of_variables = Eigen::Matrix<typename Derived::Scalar, Derived::RowsAtCompileTime, Derived::ColsAtCompileTime>;
}

// log|det a|, as one node.
template <class Derived>
    requires(detail::is_variable<typename Derived::Scalar>)
typename Derived::Scalar log_abs_determinant(Eigen::MatrixBase<Derived> const& a) {
    return Eigen::HouseholderQR<detail::matrix_of_variables<Derived>>(detail::matrix_of_variables<Derived>(a)).logAbsDeterminant();
}

// exp(a) = 1 + a + a²/2 + …, as one node.
template <class Derived>
    requires(detail::is_variable<typename Derived::Scalar>)
auto matrix_exponential(Eigen::MatrixBase<Derived> const& a) {
    using T = typename Derived::Scalar::value_type;
    constexpr auto f = [](detail::dense<T> const& x) { return detail::exponential<T>(x); };
    return detail::function_of_matrix<detail::matrix_of_variables<Derived>, std::remove_const_t<decltype(f)>>(a, "matrix_exponential")(f);
}

// aⁿ of an integer n, as one node; n < 0 of a matrix that has an inverse.
template <class Derived>
    requires(detail::is_variable<typename Derived::Scalar>)
auto matrix_power(Eigen::MatrixBase<Derived> const& a, int n) {
    using T = typename Derived::Scalar::value_type;
    auto const f = [n](detail::dense<T> const& x) { return detail::power<T>(x, n); };
    return detail::function_of_matrix<detail::matrix_of_variables<Derived>, std::remove_const_t<decltype(f)>>(a, "matrix_power")(f);
}

namespace detail {
    // What a.exp() and the like give, assigned to a matrix: Eigen's proxy, which calls the function.
    template <class Proxy, class Derived>
    class matrix_function_result : public Eigen::ReturnByValue<Proxy> {
    public:
        explicit matrix_function_result(Derived const& a) : a_(a) {}
        Eigen::Index rows() const { return a_.rows(); }
        Eigen::Index cols() const { return a_.cols(); }

    protected:
        // By a function of Eigen's name, on numbers; at second order on variables, where that function is this one.
        auto node(char const* name, auto f) const { return function_of_matrix<matrix_of_variables<Derived>, decltype(f)>(a_, name)(f); }
        typename Eigen::internal::ref_selector<Derived>::type a_;
        using numbers = dense<typename Derived::Scalar::value_type>;
    };
}

}

// Functions of unsupported/Eigen/MatrixFunctions, where that header is included.
namespace Eigen {

template <class Derived>
    requires(typegrad::tape::detail::is_variable<typename Derived::Scalar>)
struct MatrixExponentialReturnValue<Derived> : typegrad::tape::detail::matrix_function_result<MatrixExponentialReturnValue<Derived>, Derived> {
    using typegrad::tape::detail::matrix_function_result<MatrixExponentialReturnValue, Derived>::matrix_function_result;
    void evalTo(auto& result) const { result = typegrad::tape::matrix_exponential(this->a_); }
};
template <class Derived>
    requires(typegrad::tape::detail::is_variable<typename Derived::Scalar>)
class MatrixSquareRootReturnValue<Derived> : public typegrad::tape::detail::matrix_function_result<MatrixSquareRootReturnValue<Derived>, Derived> {
public:
    using base = typegrad::tape::detail::matrix_function_result<MatrixSquareRootReturnValue, Derived>;
    using base::base;
    void evalTo(auto& result) const {
        result = this->node("sqrt", [](typename base::numbers const& a) -> typename base::numbers { return a.sqrt(); });
    }
};
template <class Derived>
    requires(typegrad::tape::detail::is_variable<typename Derived::Scalar>)
class MatrixLogarithmReturnValue<Derived> : public typegrad::tape::detail::matrix_function_result<MatrixLogarithmReturnValue<Derived>, Derived> {
public:
    using base = typegrad::tape::detail::matrix_function_result<MatrixLogarithmReturnValue, Derived>;
    using base::base;
    void evalTo(auto& result) const {
        result = this->node("log", [](typename base::numbers const& a) -> typename base::numbers { return a.log(); });
    }
};
// An integer that is a constant is an exponent for singular matrices too.
template <class Derived>
    requires(typegrad::tape::detail::is_variable<typename Derived::Scalar>)
class MatrixPowerReturnValue<Derived> : public typegrad::tape::detail::matrix_function_result<MatrixPowerReturnValue<Derived>, Derived> {
public:
    using base = typegrad::tape::detail::matrix_function_result<MatrixPowerReturnValue, Derived>;
    MatrixPowerReturnValue(Derived const& a, typename Derived::Scalar const& exponent) : base(a), exponent_(exponent) {}
    void evalTo(auto& result) const {
        double const p = typegrad::tape::detail::plain(exponent_);
        if (!exponent_.requires_grad() && std::abs(p) < 1e9 && p == std::nearbyint(p)) {
            result = typegrad::tape::matrix_power(this->a_, static_cast<int>(p));
            return;
        }
        typegrad::tape::detail::matrix_of_variables<Derived> logarithm = MatrixLogarithmReturnValue<Derived>(this->a_);
        for (Index i = 0; i < logarithm.size(); ++i) logarithm.data()[i] *= exponent_;
        result = typegrad::tape::matrix_exponential(logarithm);
    }

private:
    typename Derived::Scalar exponent_;
};
template <class Derived>
    requires(typegrad::tape::detail::is_variable<typename Derived::Scalar>)
class MatrixFunctionReturnValue<Derived> {
    static_assert(sizeof(Derived) == 0, "typegrad: of Eigen's functions of matrices exp, sqrt, log and pow have adjoints here");
};

}
