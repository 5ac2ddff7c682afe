using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Joulemark.Analysis;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Joulemark.Tests.Architecture;

/// <summary>Data flows one way: what judges never sees what acquires.</summary>
public sealed class DependencyTests
{
    private const string Acquiring = @"^Joulemark\.(Running|Load|Serving|Checkup|Machines\.(Linux|Nvidia|Controls|Leases|Watching)|Metering)(\..*)?$";
    private const string Judging = @"^Joulemark\.(Analysis|Statistics|Comparison|Reporting)(\..*)?$";
    private static readonly ArchUnitNET.Domain.Architecture Library = new ArchLoader().LoadAssemblies(typeof(RunAnalyzer).Assembly).Build();

    [Fact]
    public void JudgingHalf_NeverDependsOn_AcquiringHalf() =>
        Types().That().ResideInNamespaceMatching(Judging)
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Acquiring))
            .Because("figures must be remade from records alone, without hardware")
            .Check(Library);

    [Fact]
    public void Records_DependOn_UnitsAndDiagnosticsOnly() =>
        Types().That().ResideInNamespaceMatching(@"^Joulemark\.Records$")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^Joulemark\.(Running|Load|Serving|Checkup|Metering|Analysis|Statistics|Comparison|Reporting|Storage|Planning)(\..*)?$"))
            .Check(Library);

    [Fact]
    public void Metrology_DependsOn_NothingOfOurs() =>
        Types().That().ResideInNamespaceMatching(@"^Joulemark\.Metrology$")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^Joulemark\.(?!Metrology).+$"))
            .Check(Library);

    [Fact]
    public void Rules_OverTheLibrary_AreNotVacuous() =>
        Assert.All(
            (string[])["Joulemark.Analysis", "Joulemark.Running", "Joulemark.Metering.Nvml", "Joulemark.Records", "Joulemark.Metrology"],
            name => Assert.Contains(Library.Types, (IType t) => t.Namespace.FullName == name));
}
