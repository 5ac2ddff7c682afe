using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Running;
using Xunit;

namespace Joulemark.Tests.Running;

public sealed class RunHeadersTests
{
    [Fact]
    public void Command_IsKeptWithoutItsSecrets_AndSoIsItsHash()
    {
        var (one, other) = (Describe("sk-one"), Describe("sk-other"));

        Assert.Equal(["/usr/bin/curl", "--api-key", "***", "https://***@host/"], one.Command);
        Assert.Equal(one.TaskHash, other.TaskHash); // what can be guessed from a hash is not kept
    }

    private static Joulemark.Records.ConfigurationRecord Describe(string key)
    {
        var plan = new CommandPlan { Command = ["/usr/bin/curl", "--api-key", key, $"https://me:{key}@host/"] };
        return Assert.Single(RunHeaders.Make(plan, new MonotonicClock(TimeProvider.System), ledger: null).Configurations);
    }
}
