using Joulemark.Records;

namespace Joulemark.Metering.Rapl;

/// <summary>
/// Bound of RAPL's systematic error. Neither Intel nor AMD publishes one, so these are ours, wider than what independent
/// measurements suggest:
/// Khan et al. 2018 (doi:10.1145/3177754) find package readings that follow wall power closely since Haswell, which
/// measures where older parts modelled; Desrochers et al. 2016 (doi:10.1145/2989081.2989088) find the DRAM domain off by a
/// constant power that is worst when idle; Schöne et al. 2021 (arXiv:2108.00808) describe limits of AMD's own monitoring.
/// </summary>
internal static class RaplGain
{
    private const string Khan = "Joulemark's bound; Intel states none. Khan et al. 2018, doi:10.1145/3177754";
    private const string Desrochers = "Joulemark's bound; Intel states none. Desrochers et al. 2016, doi:10.1145/2989081.2989088";
    private const string Schone = "Joulemark's bound; AMD states none. Schöne et al. 2021, arXiv:2108.00808";

    /// <summary>The relative bound and its source for one part.</summary>
    /// <param name="part">What the zone covers.</param>
    /// <param name="cpuModel">The CPU's model name; null where unknown.</param>
    public static (double Relative, string Source) For(MachinePart part, string? cpuModel) => part switch
    {
        _ when RaplVendor.IsAmd(cpuModel) => (0.2, Schone),
        MachinePart.Dram => (0.2, Desrochers),
        MachinePart.CpuPackage => (0.1, Khan),
        _ => (0.2, Khan), // parts of a package and the platform: nobody has published a check
    };
}
