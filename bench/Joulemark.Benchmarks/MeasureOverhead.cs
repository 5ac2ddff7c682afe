using System.Diagnostics;
using System.Globalization;

namespace Joulemark.Benchmarks;

/// <summary>What <c>joulemark measure -- true</c> adds to the idle time asked for: whole processes, beside <c>sleep</c> of that time.</summary>
internal static class MeasureOverhead
{
    private const double Idle = 0.5;
    private const int Repeats = 15;

    public static async Task RunAsync(IReadOnlyList<string> joulemark)
    {
        var runs = Directory.CreateTempSubdirectory("joulemark-bench-");
        try
        {
            var idle = Idle.ToString(CultureInfo.InvariantCulture);
            var (measured, slept) = (new List<double>(), new List<double>());
            for (var i = 0; i <= Repeats; i++)
            {
                var a = await TimeAsync([.. joulemark, "measure", "--idle", idle + "s", "--runs", runs.FullName, "--", "true"]);
                var b = await TimeAsync(["sleep", idle]);
                if (i == 0)
                    continue; // files into the cache
                measured.Add(a);
                slept.Add(b);
            }

            var added = measured.Zip(slept, (m, s) => m - s).Order().ToList();
            Console.WriteLine("| joulemark measure --idle 0.5s -- true | median | fastest | slowest |");
            Console.WriteLine("|---|--:|--:|--:|");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| beyond the idle time | {added[Repeats / 2] * 1e3:0} ms | {added[0] * 1e3:0} ms | {added[^1] * 1e3:0} ms |"));
        }
        finally
        {
            runs.Delete(recursive: true);
        }
    }

    private static async Task<double> TimeAsync(IReadOnlyList<string> command)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
