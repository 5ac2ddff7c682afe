namespace Joulemark.Statistics;

/// <summary>Least squares with no coefficient below 0 (Lawson and Hanson 1974: Solving least squares problems, chapter 23), for a few coefficients.</summary>
internal static class NonNegativeLeastSquares
{
    private const double Tolerance = 1e-12;

    /// <summary>The coefficients; columns that add nothing have 0.</summary>
    /// <param name="normal">XᵀX.</param>
    /// <param name="product">Xᵀy.</param>
    public static double[] Solve(double[,] normal, double[] product)
    {
        var count = product.Length;

        // On columns of length 1, so that joules per second and per token are judged by one tolerance.
        var scale = Enumerable.Range(0, count).Select(i => normal[i, i] > 0 ? 1 / Math.Sqrt(normal[i, i]) : 0).ToArray();
        double A(int i, int j) => normal[i, j] * scale[i] * scale[j];
        var b = Enumerable.Range(0, count).Select(i => product[i] * scale[i]).ToArray();
        var limit = Tolerance * Math.Max(1e-300, b.Max(Math.Abs));
        var free = new bool[count];
        var x = new double[count];
        for (var round = 0; round < 3 * count; round++)
        {
            // The coefficient that the error would fall most by.
            var best = -1;
            var most = limit;
            for (var i = 0; i < count; i++)
            {
                var gradient = b[i] - Enumerable.Range(0, count).Sum(j => A(i, j) * x[j]);
                if (!free[i] && scale[i] > 0 && gradient > most)
                    (best, most) = (i, gradient);
            }

            if (best < 0)
                break;
            free[best] = true;
            while (true)
            {
                var solved = SolveFree(A, b, free);
                var negative = Enumerable.Range(0, count).Where(i => free[i] && solved[i] <= 0).ToList();
                if (negative.Count == 0)
                {
                    x = solved;
                    break;
                }

                // Go towards the solution until the first coefficient is 0, and hold it there.
                var step = negative.Min(i => x[i] / (x[i] - solved[i]));
                for (var i = 0; i < count; i++)
                    x[i] += step * (solved[i] - x[i]);
                for (var i = 0; i < count; i++)
                {
                    if (free[i] && x[i] <= Tolerance)
                        (free[i], x[i]) = (false, 0);
                }
            }
        }

        return [.. x.Select((v, i) => v * scale[i])];
    }

    /// <summary>Gauss and Jordan on the free columns, by the largest pivot; a column that the others make up gets 0.</summary>
    private static double[] SolveFree(Func<int, int, double> a, double[] b, bool[] free)
    {
        var columns = Enumerable.Range(0, b.Length).Where(i => free[i]).ToArray();
        var n = columns.Length;
        var rows = columns.Select(i => (double[])[.. columns.Select(j => a(i, j)), b[i]]).ToArray();
        var solution = new double[b.Length];
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(r => Math.Abs(rows[r][column]));
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            if (Math.Abs(rows[column][column]) < Tolerance)
                continue;
            for (var r = 0; r < n; r++)
            {
                if (r == column)
                    continue;
                var factor = rows[r][column] / rows[column][column];
                for (var c = column; c <= n; c++)
                    rows[r][c] -= factor * rows[column][c];
            }
        }

        for (var i = 0; i < n; i++)
            solution[columns[i]] = Math.Abs(rows[i][i]) < Tolerance ? 0 : rows[i][n] / rows[i][i];
        return solution;
    }
}
