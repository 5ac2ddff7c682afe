using Joulemark.Checkup;
using Joulemark.Tests.Architecture;
using Xunit;

namespace Joulemark.Tests.Checkup;

/// <summary>docs/doctor.md has a row for each check, with its marks, in its order.</summary>
public sealed class DoctorDocsTests
{
    [Fact]
    public void Checks_AreThoseInTheDocs()
    {
        var rows = File.ReadAllText(Path.Combine(Repository.Root, "docs/doctor.md")).Split("<!-- checks -->")[1]
            .Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('|')[1].Trim());
        Assert.Equal(CheckCatalog.All.Select(c => $"`{c.Id}`{(c.NeedsPlan || c.TakesTime ? " " : "")}{(c.NeedsPlan ? "·" : "")}{(c.TakesTime ? "∘" : "")}"), rows);
    }
}
