using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>Each board is cool before each window.</summary>
internal sealed record StartTemperatureControl : IMachineControl
{
    public const string ControlName = "max-start-temperature";

    public string Name => ControlName;

    public SpecValueType Type => SpecValueType.Temperature;

    public string Description => "Each GPU is at most this warm before each window, e.g. 50C: it is waited for, at most controls.cool-down-limit.";

    public ControlTime When => ControlTime.Window;

    public ControlFinding Check(string wanted, ControlHost host)
    {
        var limit = SpecValueParser.Number(SpecValueType.Temperature, wanted);
        var boards = host.Boards(out var problem).Select(b => (b.Label, Celsius: b.Device.ReadTemperature())).ToList();
        if (problem is not null || boards.Count == 0)
            return ControlFinding.Unknown(problem ?? "there is no GPU here");
        if (boards.Find(b => b.Celsius is null) is { Label: { } silent })
            return ControlFinding.Unknown($"{silent}: NVML gives no temperature");
        var (label, warmest) = boards.MaxBy(b => b.Celsius);
        return ControlFinding.Of(warmest <= limit, string.Create(CultureInfo.InvariantCulture, $"{label} at {warmest:0.#}C"), "Improve the cooling, raise controls.cool-down-limit, or allow a higher temperature.");
    }
}
