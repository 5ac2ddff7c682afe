using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Joulemark.Comparison;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Joulemark.Tests.Architecture;

/// <summary>Data flows one way: what judges never sees what acquires, and no layer of it sees a later one.</summary>
public sealed class DependencyTests
{
    private const string Acquiring = @"^Joulemark\.(Running|Load|Serving|Checkup|Machines\.(Linux|Nvidia|Controls|Leases|Watching)|Metering)(\..*)?$";
    private const string Judging = @"^Joulemark\.(Analysis|Statistics|Comparison|Reporting)(\..*)?$";
    private static readonly ArchUnitNET.Domain.Architecture Library = new ArchLoader().LoadAssemblies(typeof(RunJudge).Assembly).Build();

    [Fact]
    public void JudgingHalf_NeverDependsOn_AcquiringHalf() =>
        Types().That().ResideInNamespaceMatching(Judging)
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Acquiring))
            .Because("figures must be remade from records alone, without hardware")
            .Check(Library);

    [Theory]
    [InlineData("Statistics", "Analysis|Comparison|Reporting")]
    [InlineData("Analysis", "Comparison|Reporting")]
    [InlineData("Comparison", "Reporting")]
    public void Judging_GoesOneWay(string layer, string later) =>
        Types().That().ResideInNamespaceMatching(Within(layer))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Within(later)))
            .Because("figures are made first, then compared, then shown")
            .Check(Library);

    [Theory]
    [InlineData("Analysis", "Statistics")]
    [InlineData("Comparison", "Analysis")]
    [InlineData("Reporting", "Comparison")]
    public void Judging_GoesThatWay(string layer, string earlier) =>
        Assert.Contains(Library.Types, (IType t) => IsWithin(t, layer) && t.GetTypeDependencies().Any(d => IsWithin(d, earlier)));

    [Fact]
    public void Records_DependOn_UnitsAndDiagnosticsOnly() =>
        Types().That().ResideInNamespaceMatching(@"^Joulemark\.Records$")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^Joulemark\.(Running|Load|Serving|Checkup|Metering|Analysis|Statistics|Comparison|Reporting|Storage|Planning)(\..*)?$"))
            .Check(Library);

    [Theory]
    [InlineData("Metrology")]
    [InlineData("Diagnostics")]
    public void UnitsAndDiagnostics_DependOn_NothingOfOurs(string layer) =>
        Types().That().ResideInNamespaceMatching(Within(layer))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^Joulemark\.(?!{layer}$).+$"))
            .Check(Library);

    [Fact]
    public void Rules_OverTheLibrary_AreNotVacuous() =>
        Assert.All(
            (string[])["Joulemark.Analysis", "Joulemark.Statistics", "Joulemark.Comparison", "Joulemark.Reporting", "Joulemark.Running", "Joulemark.Metering.Nvml", "Joulemark.Records", "Joulemark.Metrology", "Joulemark.Diagnostics"],
            name => Assert.Contains(Library.Types, (IType t) => t.Namespace.FullName == name));

    /// <summary>A layer's namespace and those below it.</summary>
    private static string Within(string layers) => $@"^Joulemark\.({layers})(\..*)?$";

    private static bool IsWithin(IType type, string layer) => $"{type.Namespace?.FullName}.".StartsWith($"Joulemark.{layer}.", StringComparison.Ordinal); // a type parameter has no namespace
}
