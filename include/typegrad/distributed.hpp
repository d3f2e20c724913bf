// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows (loops.hpp) in processes of MPI, each of which has a part of the rows:
//
//     auto const [value, slope] = value_and_gradient(misfit, wrt<0>, distributed)(b, typegrad::rows(part));
//     value_and_gradient(misfit, wrt<0>, distributed_on<communicator>, lanes)     communicator: a MPI_Comm of static storage duration
//
// All processes of the communicator call it, with the same other arguments, and all get the same result: that of the rows of the first
// process, then those of the second one, and so on. Each reduces its blocks of 1,024 rows; what the blocks give is gathered, once a loop, and
// added in the order in which one process adds it. So the result is the same to the last bit for any number of processes, if
// the blocks are: if all of them but the last have a multiple of 1,024 rows.
//
// std::invalid_argument, in all processes, where the other arguments differ. An exception that one process alone throws, because its columns
// differ in length say, leaves the others waiting, as everywhere in MPI.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/loops.hpp>

#ifndef OMPI_SKIP_MPICXX
#define OMPI_SKIP_MPICXX  // the interface for C++ that MPI has given up; it would have to be linked
#endif
#ifndef MPICH_SKIP_MPICXX
#define MPICH_SKIP_MPICXX
#endif
#include <mpi.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace typegrad::inline v0_2 {

template <auto const& Communicator>
struct distributed_t {
    using blocks = distributed_t;
};

namespace detail {
    inline MPI_Comm const all_processes = MPI_COMM_WORLD;
}
// A policy: each process of MPI_COMM_WORLD has a part of the rows, and all of them get the same result.
inline constexpr distributed_t<detail::all_processes> distributed{};
// The same in the processes of another communicator, a variable of static storage duration.
template <auto const& Communicator>
inline constexpr distributed_t<Communicator> distributed_on{};

namespace back {
    template <auto const& Communicator>
    inline constexpr bool are_spread<distributed_t<Communicator>> = true;

    template <auto const& Communicator>
    struct rows_in_processes<distributed_t<Communicator>> {
        // The number of all rows takes the place of that of the rows here, inputs[number_of_rows].
        template <class T>
        static void begin(T* inputs, std::size_t count, std::size_t number_of_rows, std::size_t rows_here) {
            static_assert(std::is_floating_point_v<T>, "typegrad::distributed: processes exchange float, double or long double");
            int is_initialised = 0;
            MPI_Initialized(&is_initialised);
            if (!is_initialised) typegrad::detail::refuse_rows("distributed: MPI_Init has not been called");
            int processes = 0;
            MPI_Comm_size(Communicator, &processes);
            auto& rows = rows_of();
            rows.resize(2 * static_cast<std::size_t>(processes));
            std::uint64_t const here[2] = {static_cast<std::uint64_t>(rows_here), fingerprint(inputs, count, number_of_rows)};
            MPI_Allgather(here, 2, MPI_UINT64_T, rows.data(), 2, MPI_UINT64_T, Communicator);
            std::uint64_t all = 0;
            for (std::size_t p = 0; p < rows.size(); p += 2) {
                if (rows[p + 1] != rows[1]) typegrad::detail::refuse_rows("distributed: the arguments beside the rows differ between process 0 and process " + std::to_string(p / 2));
                all += rows[p];
            }
            inputs[number_of_rows] = static_cast<T>(all);
        }

        template <class Reductions, class T, class Block>
        static void reduce(std::size_t rows, T* result, Block const& block) {
            std::vector<int> size, before;
            std::uint64_t blocks = 0, all = 0;
            for (std::size_t p = 0; p < rows_of().size(); p += 2) {
                before.push_back(bytes<Reductions, T>(blocks));
                all += rows_of()[p];
                blocks += blocks_of(rows_of()[p]);
                size.push_back(bytes<Reductions, T>(blocks) - before.back());
            }
            Reductions::check(all);
            if (blocks == 0) return block(0, 0, result);
            std::vector<T> here(static_cast<std::size_t>(blocks_of(rows)) * Reductions::count), everywhere(static_cast<std::size_t>(blocks) * Reductions::count);
            T* next = here.data();
            for (std::size_t first = 0; first < rows; first += detail::rows_in_a_block, next += Reductions::count)
                block(first, rows - first < detail::rows_in_a_block ? rows : first + detail::rows_in_a_block, next);
            MPI_Allgatherv(here.data(), bytes<Reductions, T>(blocks_of(rows)), MPI_BYTE, everywhere.data(), size.data(), before.data(), MPI_BYTE, Communicator);
            join<Reductions>(everywhere.data(), blocks);
            for (std::size_t k = 0; k < Reductions::count; ++k) result[k] = everywhere[k];
        }

    private:
        // Of each process: how many rows it has, and what its other arguments are.
        static std::vector<std::uint64_t>& rows_of() {
            thread_local std::vector<std::uint64_t> rows;
            return rows;
        }
        static constexpr std::uint64_t blocks_of(std::uint64_t rows) { return (rows + detail::rows_in_a_block - 1) / detail::rows_in_a_block; }
        template <class Reductions, class T>
        static int bytes(std::uint64_t blocks) {
            std::uint64_t const count = blocks * Reductions::count * sizeof(T);
            if (count > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) typegrad::detail::refuse_rows("distributed: the results of all blocks of rows are more than 2 GB, which MPI does not gather");
            return static_cast<int>(count);
        }
        // As back/reduce.hpp joins the blocks of one process; the result is where the first was.
        template <class Reductions, class T>
        static void join(T* first, std::uint64_t blocks) {
            if (blocks <= 1) return;
            std::uint64_t const left = std::bit_floor(blocks - 1);
            join<Reductions>(first, left);
            join<Reductions>(first + left * Reductions::count, blocks - left);
            Reductions::combine(first, static_cast<T const*>(first + left * Reductions::count));
        }
        template <class T>
        static std::uint64_t fingerprint(T const* inputs, std::size_t count, std::size_t without) {
            std::uint64_t all = count;
            for (std::size_t i = 0; i < count; ++i) {
                if (i == without) continue;
                int exponent = 0;
                T const mantissa = std::frexp(inputs[i], &exponent);  // of long double some bytes are nothing
                for (double const part : {static_cast<double>(mantissa), static_cast<double>(mantissa - static_cast<T>(static_cast<double>(mantissa))), static_cast<double>(exponent)}) {
                    all = (all ^ std::bit_cast<std::uint64_t>(part)) * 0x9e3779b97f4a7c15u;
                    all ^= all >> 29;
                }
            }
            return all;
        }
    };
}

}

#include <typegrad/macros/restore.hpp>
