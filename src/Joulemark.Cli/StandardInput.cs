namespace Joulemark.Cli;

/// <summary>Standard input as the lifeline of a process that a parent has started.</summary>
internal static class StandardInput
{
    /// <summary>Waits until the parent closes it, or is gone.</summary>
    public static async Task UntilClosedAsync()
    {
        await using var input = Console.OpenStandardInput();
        var nothing = new byte[64];
        while (await input.ReadAsync(nothing) > 0)
        {
        }
    }
}
