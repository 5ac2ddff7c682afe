using System.Globalization;
using Joulemark.Running;

namespace Joulemark.Cli.Rendering;

/// <summary>A line at the beginning of each stage.</summary>
internal sealed class PlainProgress : ProgressDisplay
{
    public override void Show(RunProgress progress)
    {
        if (progress.Disturbance is { } disturbance)
            Console.Error.WriteLine($"disturbed: {disturbance}");
        if (!progress.IsNewStage)
            return;
        var figure = progress.EnergyPerToken is { } e ? $" ({FigureOf(e)} so far)" : "";
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{progress.Done * 100,3:0} %] {Describe(progress)}{figure}"));
    }

    public override void Dispose()
    {
        // Nothing to clear: every line is whole.
    }
}
