using Joulemark.Planning;

namespace Joulemark.Tests;

/// <summary>Specs for tests.</summary>
internal static class Specs
{
    public const string Minimal = """
        name: t
        server: { kind: reference, model: small-fp32 }
        workload: { kind: arithmetic }
        """;

    public static SpecDocument Document(params string[] settings) => SpecParser.Parse(Minimal, "t.yaml", settings);

    public static BenchmarkSpec Spec(params string[] settings) => SpecBinder.Bind(Document(settings));
}
