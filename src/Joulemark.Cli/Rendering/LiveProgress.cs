using System.Globalization;
using System.Text;
using Joulemark.Reporting;
using Joulemark.Running;

namespace Joulemark.Cli.Rendering;

/// <summary>
/// One line on a terminal that renews itself: stage, window, power and tokens per second now, the figure so far with its
/// interval, and the time left. One line rather than a screen keeps its cost far below what is measured.
/// </summary>
internal sealed class LiveProgress : ProgressDisplay
{
    private const string ClearLine = "\r\u001b[K";
    private const int BarWidth = 12;

    public override void Show(RunProgress progress)
    {
        if (progress.Disturbance is { } disturbance)
        {
            Console.Error.Write($"{ClearLine}disturbed: {disturbance}\n"); // it stays, and the line renews itself below
            return;
        }

        var full = (int)(progress.Done * BarWidth);
        var line = new StringBuilder()
            .Append('▕').Append('█', full).Append(' ', BarWidth - full).Append('▏')
            .Append(CultureInfo.InvariantCulture, $"{progress.Left:m\\:ss} left  {Describe(progress)}");
        if (progress.Power is { } power)
            line.Append(CultureInfo.InvariantCulture, $"  {Figures.Scaled(power.Watts, "W")}");
        if (progress.TokensPerSecond is { } rate)
            line.Append(CultureInfo.InvariantCulture, $"  {rate:0} tokens/s");
        if (progress.EnergyPerToken is { } figure)
            line.Append(CultureInfo.InvariantCulture, $"  {Figures.WithInterval(figure)}/{figure.Unit.Split('/')[1]}");
        var width = Console.IsErrorRedirected || Console.WindowWidth <= 0 ? 80 : Console.WindowWidth;
        var text = line.Length < width ? line.ToString() : line.ToString(0, width - 1);
        Console.Error.Write(ClearLine + text);
    }

    public override void Dispose() => Console.Error.Write(ClearLine);
}
