using Joulemark.Load;
using Xunit;

namespace Joulemark.Tests.Load;

public sealed class TaskPlacesTests
{
    [Fact]
    public void Places_TakenInTurn_GoOnFromWhereTheyWere()
    {
        var places = new TaskPlaces(count: 10, next: 7);
        Assert.Equal([7, 8, 9, 10], Enumerable.Range(0, 4).Select(_ => places.Take()));
        places.GiveBack();
        Assert.Equal(10, places.Take());
        Assert.Equal(11, places.Next);
    }

    [Fact]
    public void Pass_BeginsWhereNothingWasAsked()
    {
        var places = new TaskPlaces(count: 10, next: 0);
        Assert.Equal(0, places.BeginPass());
        Assert.Equal(3, places.Take(3));
        Assert.Equal(10, places.BeginPass());
        places.Take(10 + 25); // two passes and a half
        Assert.Equal(40, places.BeginPass());
    }
}
