using System.Text.Json;

namespace Joulemark.Metering.Redfish;

/// <summary>A GPU that a BMC measures, as NVIDIA's baseboards do.</summary>
/// <param name="Name">What the BMC calls it.</param>
/// <param name="DeviceId">Its identity, as NVIDIA's driver gives it; null where the BMC does not say.</param>
/// <param name="Power">Its power; null for none.</param>
/// <param name="Energy">Its energy counter; null for none.</param>
internal sealed record RedfishGpu(string Name, string? DeviceId, RedfishValue? Power, RedfishValue? Energy)
{
    /// <summary>Every GPU with a reading, of every system that the BMC knows.</summary>
    public static IEnumerable<RedfishGpu> Find(RedfishReader bmc, string? systems)
    {
        foreach (var (_, system) in bmc.Members(systems))
        {
            foreach (var (_, processor) in bmc.Members(system.Link("Processors")).Where(p => p.Body.Text("ProcessorType") == "GPU" && !p.Body.IsAbsent()))
            {
                var path = processor.Link("EnvironmentMetrics");
                var metrics = bmc.Get(path);
                var gpu = new RedfishGpu(
                    processor.Text("Model") ?? processor.Text("Name") ?? "GPU",
                    processor.Text("UUID") is { Length: > 0 } uuid && processor.Text("Manufacturer")?.Contains("NVIDIA", StringComparison.OrdinalIgnoreCase) is true
                        ? $"GPU-{uuid.ToLowerInvariant()}" : null,
                    bmc.Sensor(path, metrics, "PowerWatts"),
                    Counter(bmc, path, metrics));
                if (gpu.Power is not null || gpu.Energy is not null)
                    yield return gpu;
            }
        }
    }

    /// <summary>The energy counter of a resource, the finer one where it has two.</summary>
    public static RedfishValue? Counter(RedfishReader bmc, string? path, JsonElement? metrics) =>
        bmc.Sensor(path, metrics, "EnergyJoules") ?? bmc.Sensor(path, metrics, "EnergykWh", scale: Metrology.Energy.JoulesPerKilowattHour);
}
