using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Reporting;
using Joulemark.Running;

namespace Joulemark.Cli.Rendering;

/// <summary>Shows how a run goes, on standard error: a line that renews itself on a terminal, a line per stage elsewhere.</summary>
internal abstract class ProgressDisplay : IDisposable
{
    public static ProgressDisplay Create() => Console.IsErrorRedirected ? new PlainProgress() : new LiveProgress();

    public abstract void Show(RunProgress progress);

    public abstract void Dispose();

    /// <summary>The headline figure so far, with its interval from the third window on.</summary>
    protected static string FigureOf(Estimate figure) =>
        Figures.Value(figure) + (figure.Lower is null ? "" : $" {Figures.Reach(figure)}");

    /// <summary>Stage, configuration and window in a few words.</summary>
    protected static string Describe(RunProgress progress)
    {
        var repeat = progress.Repeat == 0 ? "" : $" {progress.Repeat} of {Math.Max(progress.Repeat, progress.MinRepeats)}{(progress.Repeat >= progress.MinRepeats ? "" : "+")}";
        return (progress.Course is { } course ? $"{course}: " : "") + (progress.Configuration is { } c ? $"{c}: " : "") + progress.Activity + repeat;
    }
}
